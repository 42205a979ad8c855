"""Numbers as words, for headings: « Trois volets, dix-sept pistes »."""

_FR = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
       "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf")
_FR_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
       "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
LAST_IN_WORDS = 99


def number_in_words(number, language, feminine=False):
    """Write a whole number from 0 to 99 in French or English words; a larger one in digits.

    `feminine` agrees the French one: « vingt et une pistes ».
    """
    if not 0 <= number <= LAST_IN_WORDS:
        return str(number)
    return _in_french(number, feminine) if language == "fr" else _in_english(number)


def _in_english(number):
    if number < len(_EN):
        return _EN[number]
    tens, units = divmod(number, 10)
    return _EN_TENS[tens] + (f"-{_EN[units]}" if units else "")


def _in_french(number, feminine):
    one = "une" if feminine else "un"
    if number < len(_FR):
        return one if number == 1 else _FR[number]
    tens, units = divmod(number, 10)
    if tens in (7, 9):  # soixante-dix, quatre-vingt-dix count on from sixty and eighty
        tens, units = tens - 1, units + 10
    if tens == 8:
        return "quatre-vingts" if units == 0 else f"quatre-vingt-{one if units == 1 else _FR[units]}"
    if units == 0:
        return _FR_TENS[tens]
    if units in (1, 11):
        return f"{_FR_TENS[tens]} et {one if units == 1 else _FR[units]}"
    return f"{_FR_TENS[tens]}-{_FR[units]}"


def split_title(title):
    """Cut a long title after its first colon, so that its two parts can be set in two sizes; the text stays whole."""
    head, colon, tail = title.partition(": ")
    if not colon or not tail.strip() or len(title) < 40:
        return "", title
    return head + ":", tail
