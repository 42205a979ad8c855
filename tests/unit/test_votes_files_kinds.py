"""The files that others write: counted as they mean it, refused with a line and a reason when they are malformed."""

import csv
import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from forum.votes.commands import tally
from forum.votes.files import read_file, sheet
from forum.votes.strict_json import Unreadable

SOI = """# FILE NAME: essai.soi
# TITLE: Essai
# DATA TYPE: soi
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 10
# NUMBER UNIQUE ORDERS: 4
# ALTERNATIVE NAME 1: Érable
# ALTERNATIVE NAME 2: Bouleau
# ALTERNATIVE NAME 3: Pin
4: 1,2
3: 2,3,1
2: 3,2
1: 2,1
"""
BLT = """3 2   # trois options, deux places
4 1 2 0
3 2 3 1 0
2 3 2 0
1 2 1 0
0
"Érable"
"Bouleau"
"Pin"
"Essai"
"""
CAT = """# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 5
# NUMBER UNIQUE PREFERENCES: 3
# NUMBER CATEGORIES: 3
# CATEGORY NAME 1: Oui
# CATEGORY NAME 2: Peut-être
# CATEGORY NAME 3: Non
# ALTERNATIVE NAME 1: Érable
# ALTERNATIVE NAME 2: Bouleau
# ALTERNATIVE NAME 3: Pin
2: {1,2},{},3
2: 1,{2,3}
1: {},{},{1,2,3}
"""
PB = """META
key;value
description;Essai
num_projects;3
num_votes;5
budget;1000
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name
7;400;3;Plantations
8;500;3;Piste cyclable
9;300;1;"Fête; été"
VOTES
voter_id;age;vote
1;30;7,8
2;31;7
3;32;8,9
4;33;8,7
5;34;
"""
POINTS = PB.replace("approval", "cumulative").replace("voter_id;age;vote", "voter_id;points;vote").replace(
    ";30;", ";2,1;").replace(";31;", ";3;").replace(";32;", ";1,2;").replace(";33;", ";1,1;").replace(";34;", ";;")


def run(text, name="-", *arguments, tmp_path=None):
    """Run `forum tally` on a text: from the standard input, or as a file with this name."""
    data = text if isinstance(text, bytes) else text.encode()
    if tmp_path is not None:
        (tmp_path / name).write_bytes(data)
        name = str(tmp_path / name)
    outcome = CliRunner().invoke(tally, [name, *arguments], input=data)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome


def count(text, *arguments):
    outcome = run(text, "-", *arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return json.loads(outcome.stdout)


def refuse(text, *arguments):
    """Give the refusal of a text: one line on the error stream."""
    outcome = run(text, "-", *arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr.count("\n") == 1
    return outcome.stderr.strip()


def votes_of(result):
    return {key: figure["votes"] for key, figure in result["figures"].items()}


# ---- rankings ----

def test_blt_is_counted_for_its_seats_by_single_transferable_vote():
    result = count(BLT)
    assert votes_of(result) == {"1": 4, "2": 4, "3": 2}
    assert result["labels"] == {"1": "Érable", "2": "Bouleau", "3": "Pin"}
    assert len(result["winners"]) == 2
    assert len(count(BLT, "--select", "1")["winners"]) == 1
    assert count(BLT, "--method", "rank_irv", "--select", "1")["winners"] == ["2"]


def test_blt_and_preflib_of_the_same_ballots_give_the_same_result():
    for method in ("rank_irv", "rank_schulze", "rank_stv"):
        places = "2" if method == "rank_stv" else "1"
        arguments = "--method", method, "--select", places
        assert count(BLT, *arguments) == count(SOI, *arguments)


def test_blt_has_withdrawn_candidates_ties_skipped_ranks_identifiers_and_comments():
    text = """# essai
4 1
-2
(a) 3 2 1 0    # qui a retiré sa candidature n'est plus là
2 - 3=4 1 0
1 0
0
"Ana \\"A.\\" Roy"
"Ben"
"Zoé"
"Élie"
"Titre"
"Source"
"""
    result = count(text, "--method", "rank_schulze")
    assert result["labels"] == {"1": 'Ana "A." Roy', "3": "Zoé", "4": "Élie"}
    assert votes_of(result) == {"1": 3, "3": 2, "4": 2}
    # a method without ties ends the ballot at the first one
    assert votes_of(count(text, "--method", "rank_irv")) == {"1": 3, "3": 0, "4": 0}


def test_preflib_orders_are_counted_for_one_place_or_several():
    assert count(SOI)["winners"] == ["2"]
    assert count(SOI) == count(SOI, "--method", "rank_irv")
    assert count(SOI, "--select", "2") == count(SOI, "--method", "rank_stv", "--select", "2")


def test_preflib_orders_with_ties():
    text = SOI.replace("soi", "toc").replace("4: 1,2\n", "4: 1,{2,3}\n")
    text = text.replace("2: 3,2\n", "2: {3},{ 1 , 2 }\n").replace(
        "1: 2,1\n", "1: 2,{1,3}\n")
    assert votes_of(count(text, "--method", "rank_schulze")) == {"1": 4, "2": 4, "3": 2}


def test_categories_are_grades_best_first():
    result = count(CAT)
    assert {key: figure["grades"] for key, figure in result["figures"].items()} == {
        "1": [4, 0, 1], "2": [2, 2, 1], "3": [0, 2, 3]}
    assert result["winners"] == ["1"]


def test_categories_with_one_name_are_told_apart():
    result = count(CAT.replace("Peut-être", "Oui").replace("Non", "Oui"))
    assert result["figures"]["1"]["median"] == "Oui"
    assert result["figures"]["3"]["median"] == "Oui (3)"


# ---- Pabulib ----

def test_approvals_of_a_participatory_budget():
    result = count(PB)
    assert votes_of(result) == {"7": 3, "8": 3, "9": 1}
    assert result["labels"]["9"] == "Fête; été"
    assert (result["status"], result["tied"]) == ("tie", ["7", "8"])


def test_the_files_own_rule_is_used_where_we_have_it():
    for rule in ("equalshares", "equalshares/add1", "Equalshares"):
        result = count(PB.replace("rule;greedy", f"rule;{rule}"))
        assert (result["budget"], result["figures"]["7"]) == (1000, {"votes": 3, "cost": 400, "paid": 400})
    assert count(PB, "--method", "equal_shares") == result
    assert result["voters"] == 4


def test_points_of_a_participatory_budget():
    result = count(POINTS)
    assert {key: figure["points"] for key, figure in result["figures"].items()} == {"7": 6, "8": 3, "9": 2}
    assert votes_of(result) == {"7": 3, "8": 3, "9": 1}
    assert result["winners"] == ["7"]


def test_limits_that_a_vote_goes_beyond_are_not_ours_to_apply():
    assert votes_of(count(PB.replace("rule;greedy", "rule;greedy\nmax_length;1\nmin_length;1"))) == {
        "7": 3, "8": 3, "9": 1}
    assert count(POINTS.replace("rule;greedy", "rule;greedy\nmax_sum_points;2\nmax_points;1")) == count(POINTS)


def test_one_choice_and_orders_of_a_participatory_budget():
    single = PB.replace("approval", "choose-1").replace("7,8", "7").replace("8,9", "8").replace("8,7", "9")
    assert count(single) == count(single, "--method", "choose")
    assert votes_of(count(PB.replace("approval", "ordinal"))) == {"7": 2, "8": 2, "9": 0}


# ---- tables ----

@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_table_of_names_at_ranks(separator, mark, end):
    rows = [("rang 1", "Rang 2", "rang 3", "Nombre"), ("Érable", "Bouleau", "", "4"), ("Bouleau", "Pin", "Érable", "3"),
            ("", "Pin", "Bouleau", "2"), ("Bouleau", "Érable", "", "1")]
    result = count(mark + end.join(separator.join(row) for row in rows))
    assert votes_of(result) == {"Érable": 4, "Bouleau": 4, "Pin": 2}
    assert result["winners"] == ["Bouleau"]
    assert "labels" not in result


def test_table_of_ranks_of_options():
    ranked = "Érable,Bouleau,Pin\n" + "1,2,\n" * 4 + "3,1,2\n" * 3 + ",2,1\n" * 2 + "2,1,\n"
    named = ("choice 1;choice 2;choice 3;count\nÉrable;Bouleau;;4\nBouleau;Pin;Érable;3\nPin;Bouleau;;2\n"
             "Bouleau;Érable;;1\n")
    assert count(ranked) == count(named)
    assert count(ranked, "--select", "2") == count(named, "--method", "rank_stv", "--select", "2")
    # equal and skipped ranks are ranks when a method that ranks is asked for
    assert votes_of(count("a,b,c\n2,2,9\n", "--method", "rank_schulze")) == {"a": 1, "b": 1, "c": 0}


def test_names_joined_at_a_rank_are_a_tie():
    text = "rank 1,rank 2\na = b,c\nc,\n"
    assert votes_of(count(text, "--method", "rank_schulze")) == {"a": 1, "b": 1, "c": 1}
    assert votes_of(count(text)) == {"a": 0, "b": 0, "c": 1}


def test_table_of_marks():
    text = "id;Érable;Bouleau;poids\nx1;5;0;2\nx2;3;4;1\nx3;;;1\n"
    result = count(text)
    assert {key: figure["total"] for key, figure in result["figures"].items()} == {"Érable": 13, "Bouleau": 4}
    assert {key: figure["points"] for key, figure in count(text, "--method", "dots")["figures"].items()} == {
        "Érable": 13, "Bouleau": 4}
    assert count("a,b\n9,10\n2,0\n")["figures"]["b"]["total"] == 10


def test_table_of_grades():
    result = count("Érable,Bouleau\nTrès bien,passable\nExcellent,\nBien,À rejeter\n")
    assert {key: figure["median"] for key, figure in result["figures"].items()} == {
        "Érable": "Très bien", "Bouleau": "À rejeter"}


def test_table_of_crosses():
    for yes, no in (("x", ""), ("1", "0"), ("oui", "")):
        text = f"a,b,c\n{yes},{yes},{no}\n{no},{yes},{no}\n{no},{no},{no}\n"
        assert votes_of(count(text)) == {"a": 1, "b": 2, "c": 0}
        assert count(text, "--method", "equal_shares", "--select", "1")["winners"] == ["b"]


def test_quoted_cells_may_hold_separators_and_line_ends():
    text = 'rank 1,rank 2\n"a, b\nc",d\nd,"a, b\nc"\n"a, b\nc",\n'
    assert votes_of(count(text)) == {"a, b\nc": 2, "d": 1}
    assert refuse(text + "d,d,d\n").startswith("line 8:")
    assert refuse(text + 'd,"e\n\n').startswith("line 8:")


def test_accents_written_in_two_ways_are_the_same_name():
    assert votes_of(count("rank 1,rank 2\n\u00e9rable,b\ne\u0301rable,b\n")) == {"\u00e9rable": 2, "b": 0}


# ---- what kind it is ----

@pytest.mark.parametrize(("text", "name"), [(SOI, "essai.csv"), (BLT, "essai.txt"), (PB, "essai.soc"), (CAT, "essai"),
                                            ("a,b\n1,2\n", "essai.dat")])
def test_content_tells_the_kind_of_a_file_that_was_renamed(text, name, tmp_path):
    outcome = run(text, name, tmp_path=tmp_path)
    assert outcome.exit_code == 0
    assert json.loads(outcome.stdout) == count(text)


def test_extension_tells_what_the_content_does_not(tmp_path):
    bare = SOI.replace("# DATA TYPE: soi\n", "")
    assert "must name all 3" in run(bare, "a.SOC", tmp_path=tmp_path).stderr
    assert run(bare, "a.toi", tmp_path=tmp_path).exit_code == 0
    assert "number of candidates" in run("trois deux\n", "a.blt", tmp_path=tmp_path).stderr
    assert "META" in run("rien\n", "a.pb", tmp_path=tmp_path).stderr
    assert "headings" in run("rien\n", "a.csv", tmp_path=tmp_path).stderr


# ---- refusals ----

@pytest.mark.parametrize(("text", "line", "reason"), [
    (SOI.replace("# NUMBER ALTERNATIVES: 3\n", ""), 9, "NUMBER ALTERNATIVES is missing"),
    (SOI.replace("ALTERNATIVES: 3", "ALTERNATIVES: trois"), 4, "whole number, not 'trois'"),
    (SOI.replace("ALTERNATIVES: 3", "ALTERNATIVES: 999999999"), 4, "at most 2,000"),
    (SOI.replace("VOTERS: 10", "VOTERS: 11"), 5, "add up to 10"),
    (SOI.replace("ORDERS: 4", "ORDERS: 5"), 6, "holds 4"),
    (SOI.replace("NAME 3:", "NAME 4:"), 9, "there are 3 alternatives"),
    (SOI.replace("NAME 3:", "NAME 2:"), 9, "there twice"),
    (SOI.replace("4: 1,2", "4: 1,7"), 10, "'7' is not the number"),
    (SOI.replace("4: 1,2", "4: 1,1"), 10, "1 is there twice"),
    (SOI.replace("4: 1,2", "x: 1,2"), 10, "a count must be"),
    (SOI.replace("4: 1,2", "0: 1,2"), 10, "at least 1"),
    (SOI.replace("4: 1,2", "1,2"), 10, "a colon"),
    (SOI.replace("4: 1,2", "4: 1,{2,3}"), 10, "no ties"),
    (SOI.replace("4: 1,2", "4: 1,{2"), 10, "not closed"),
    (SOI.replace("soi", "soc"), 10, "must name all 3"),
    (SOI.replace("3: 2,3,1", "3: 2,3,1,"), 11, "'' is not the number"),
    (SOI.replace("4: 1,2", f"{2**60}: 1,2"), 10, "whole number"),
    (CAT.replace("CATEGORIES: 3", "CATEGORIES: 2"), 11, "3 categories here, and 2"),
    (CAT.replace("CATEGORIES: 3", "CATEGORIES: 30"), 4, "more than the 12"),
    (BLT.replace("4 1 2 0", "4 1 5 0"), 2, "at most 3"),
    (BLT.replace("4 1 2 0", "4 1 b 0"), 2, "whole number, not 'b'"),
    (BLT.replace("4 1 2 0", "4,5 1 2 0"), 2, "a number of ballots must be"),
    (BLT.replace("3 2 ", "3 4 "), 1, "the number of seats must be at most 3"),
    (BLT.replace('"Pin"\n"Essai"\n', ""), 9, "2 names for 3"),
    (BLT.replace("\n0\n", "\n"), 6, "not a name"),
    (BLT.replace('"Pin"', "Pin"), 9, "a name in double quotes"),
    ("3 2\n4 1 2", 2, "the file ends"),
    (PB.replace("1;30;7,8", "1;30;7,5"), 16, "'5' is not in this file"),
    (PB.replace("1;30;7,8", "1;30;7,7"), 16, "twice"),
    (PB.replace("8;500", "7;500"), 12, "'7' is there twice"),
    (PB.replace("8;500", "8;5x0"), 12, "a cost must be a whole number"),
    (PB.replace("num_votes;5", "num_votes;6"), 5, "the file holds 5"),
    (PB.replace("num_projects;3", "num_projects;2"), 4, "the file holds 3"),
    (PB.replace("approval", "telepathy"), 7, "vote_type"),
    (PB.replace("budget;1000", "budget;-5"), 6, "the budget must be"),
    (PB.replace("VOTES\n", ""), 14, "a cost must be"),
    (PB.replace("voter_id;age;vote", "voter_id;age;choix"), 15, "the column vote is missing"),
    (PB.replace("PROJECTS\n", "").replace("\nVOTES", ""), 9, "columns here"),
    (POINTS.replace("1;2,1;7,8", "1;2;7,8"), 16, "2 projects and 1 numbers"),
    (POINTS.replace("1;2,1;7,8", "1;2,-1;7,8"), 16, "whole number"),
    ("a,b,a\n1,2,3\n", 1, "'a' is there twice"),
    ("a,b\n1,2\n1,2,3\n", 3, "3 columns here"),
    ("a,b\n1,Bien\nx,Bof\n", 2, "'1' is neither"),
    ("a,b\nBien,Bien\nBien,Bof\n", 3, "'Bof' is neither"),
    ("a,b,count\n1,2,deux\n", 2, "a number of ballots"),
    ("rang 1,b\na,b\n", 1, "'b' is none"),
    ('a,b\n"1,2\n', 2, "cannot be cut"),
    ("a,b\n1,2\n\xff,3\n".encode("latin-1"), 3, "not UTF-8"),
    ("a,b\n1,2\n".encode("utf-16"), 1, "not UTF-8"),
])
def test_malformed_file_is_refused_with_its_line(text, line, reason):
    told = refuse(text)
    assert told.startswith(f"line {line}: ")
    assert reason in told


@pytest.mark.parametrize(("text", "arguments", "reason"), [
    (SOI, ("--method", "approve"), "holds rankings, which approve does not count"),
    (BLT, ("--method", "judge"), "holds rankings"),
    (PB, ("--method", "rank_irv"), "holds options that are named"),
    (POINTS, ("--method", "equal_shares"), "holds marks in numbers"),
    (CAT, ("--method", "dots"), "holds grades in words"),
    ("a,b\n1,2\n", ("--method", "judge"), "holds marks in numbers"),
    (SOI, ("--select", "4"), "select: it must be between 1 and 3"),
    ("a,b\n1,2\n", ("--method", "yesno"), "yesno does not count"),
])
def test_method_that_does_not_suit_the_ballots_is_refused_in_a_sentence(text, arguments, reason):
    assert reason in refuse(text, *arguments)


def test_files_too_large_to_count_are_refused(monkeypatch):
    many = ",".join(f"o{number}" for number in range(2001)) + "\n"
    assert "at most 2,000" in refuse(many + "1," * 2000 + "1\n")
    assert "more than the 250 that rank_schulze takes" in refuse(
        ",".join(f"o{number}" for number in range(300)) + "\n1,2\n", "--method", "rank_schulze")
    assert "larger than 64 MiB" in refuse(b" " * (2**26 + 1))
    monkeypatch.setattr(sheet, "MOST_MARKS", 20)
    assert "more different ballots" in refuse(SOI)
    assert count("a,b\n" + "1,2\n" * 100)["winners"] == ["a"]


def test_votes_that_add_up_to_more_than_can_be_sealed_are_refused():
    assert "can be sealed" in refuse(f"3 1\n{2**53 - 1} 1 0\n1 2 0\n0\n\"a\"\n\"b\"\n\"c\"\n")
    assert "can be sealed" in refuse(f"a,b,count,weight\n1,2,{2**50},{2**50}\n")


def test_a_thousand_options_and_long_lines_take_little_time():
    began = time.monotonic()
    order = ",".join(str(number) for number in range(1, 1001))
    text = f"# NUMBER ALTERNATIVES: 1000\n# NUMBER VOTERS: 2\n{'1: ' + order}\n1: 5\n"
    assert count(text)["status"] in ("decided", "tie")
    for hostile in ("1: " + " " * 300_000 + "{", "1: " + "{" * 300_000, "#" + " " * 300_000 + "x", "1:" + "," * 300_000,
                    '"' * 300_000, '\\"' * 150_000):
        for before in (SOI, BLT, PB, "a,b\n"):
            assert run(before + hostile).exit_code in (0, 2)
    assert time.monotonic() - began < 20


# ---- ballots that people cast ----

REAL = Path(os.environ.get("FORUM_REAL_BALLOTS", "/nowhere"))


class TestRealBallots:
    __test__ = REAL.is_dir()  # collected where somebody has them: they are not ours to hand out

    def read(self, path, *rest):
        return read_file(path.read_bytes(), path.name, *rest).count()

    def test_calton_2007(self):
        (blt,), (soi,) = REAL.rglob("Calton-2007.blt"), REAL.rglob("00008-00000003.soi")
        result = self.read(blt)
        assert result == self.read(soi, "rank_stv", 3)
        assert [result["labels"][key] for key in result["winners"]] == [
            "George Redmond", "Alison E Thewliss", "Ruth Simpson"]
        assert [result["figures"][key]["votes"] for key in result["winners"]] == [1982, 1143, 628]

    def test_budgets_have_the_votes_that_they_state(self):
        for path in REAL.rglob("*.pb"):
            result = self.read(path)
            lines = path.read_text().split("PROJECTS\n")[1].split("VOTES\n")[0].splitlines()
            for row in csv.DictReader(lines, delimiter=";"):
                figure = result["figures"][row["project_id"]]
                assert figure["votes"] == int(row["votes"])
                assert "score" not in row or figure["points"] == int(row["score"])

    def test_other_rankings_are_counted_and_corrupt_ones_are_not(self):
        for path in REAL.rglob("*.[st]o[ci]"):
            outcome = CliRunner().invoke(tally, [str(path)])
            assert outcome.exit_code == (2 if "corrupt" in path.name else 0)
            assert "line " in outcome.stderr or not outcome.stderr


def test_amounts_with_cents_are_shared_by_whole_units_of_the_currency(tmp_path):
    rows = ["META", "key;value", "budget;500,75", "vote_type;approval", "rule;equalshares", "PROJECTS",
            "project_id;cost", "1;100.50", "2;200", "3;300", "VOTES", "voter_id;vote", "1;1,2", "2;2", "3;1,3", "4;"]
    found = read_file("\n".join(rows).encode(), "a.pb").count()
    assert (found["winners"], found["budget"], found["spent"]) == (["1", "2"], "2003/4", "601/2")
    assert found["figures"]["1"] == {"votes": 2, "cost": "201/2", "paid": "201/2"}
    assert found["rounds"][0]["payment"] == "201/4"
    assert (found["start"], found["share"]) == ("2003/12", "4199/12")  # 500.75 ÷ 3, and 183 units more
    greedy = read_file("\n".join(rows).replace("rule;equalshares", "rule;greedy").encode(), "a.pb").count()
    assert greedy["figures"]["1"] == {"votes": 2}
    for amount in ("100.505", "1,234", "1.5.0", "-1.50", "0"):
        with pytest.raises(Unreadable) as error:
            read_file("\n".join(rows).replace("1;100.50", f"1;{amount}").encode(), "a.pb")
        assert error.value.line == 8
