"""What changed between two texts, by words."""

import re

from diff_match_patch import diff_match_patch

TOKEN = re.compile(r"\w+(?:[’'-]\w+)*|\s+|[^\w\s]")
OPS = {0: "equal", 1: "insert", -1: "delete"}
SECONDS = 0.3
FIRST = 0xE000  # past the surrogates: each distinct word becomes one character


def word_differences(before, after):
    """Give [(op, text)…] ; `op` is "equal", "insert" or "delete": all but the deleted make `after`.

    Each word becomes one character; Myers' algorithm as in diff-match-patch, then grouped to be readable.
    """
    codes, words = {}, []

    def encode(text):
        made = []
        for word in TOKEN.findall(text):
            if word not in codes:
                codes[word] = chr(FIRST + len(words))
                words.append(word)
            made.append(codes[word])
        return "".join(made)

    engine = diff_match_patch()
    engine.Diff_Timeout = SECONDS
    found = engine.diff_main(encode(before or ""), encode(after or ""), False)
    engine.diff_cleanupSemantic(found)
    return [(OPS[op], "".join(words[ord(code) - FIRST] for code in text)) for op, text in found]
