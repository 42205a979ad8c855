"""The files that an organiser copies to a machine: units, settings, and the page that explains them."""

import configparser
import os
import re
import shutil
import subprocess

import pytest

from forum.core.config import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service")) + sorted(path.name for path in DEPLOY.glob("*.timer"))
HOSTING = (ROOT / "docs/hosting.md").read_text()
FRENCH, ENGLISH = HOSTING.split("\n---\n")


def read_unit(name):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(DEPLOY / name)
    return parser


def test_units_are_sound(tmp_path):
    assert UNITS == ["concertaction-backup.service", "concertaction.service", "concertaction@.service",
                     "concertaction-backup.timer"]
    for name in UNITS:
        unit = (DEPLOY / name).read_text()
        (tmp_path / name.replace("@", "@8001")).write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit))
        assert read_unit(name)["Unit"]["Description"]
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: the units were only parsed")
    units = [tmp_path / name.replace("@", "@8001") for name in UNITS]
    found = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


def test_units_run_apart_from_the_rest_of_the_machine():
    assert [read_unit(name)["Service"]["Type"] for name in UNITS[:3]] == ["oneshot", "notify", "notify"]
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing")
    for name in UNITS[:3]:
        found = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=30",
                                DEPLOY / name], capture_output=True, text=True)
        assert found.returncode == 0, found.stdout


def test_units_settings_and_commands_name_the_same_places():
    for name in UNITS[:3]:
        service = read_unit(name)["Service"]
        assert service["ExecStart"].split()[0] == "/opt/concertaction/.venv/bin/forum"
        assert service["EnvironmentFile"] == "/etc/concertaction.env"
        assert (service["User"], service["StateDirectory"]) == ("concertaction", "concertaction")
    lines = (DEPLOY / "concertaction.env").read_text().splitlines()
    settings = dict(line.removeprefix("# ").split("=", 1) for line in lines if re.match(r"(# )?[A-Z_]+=", line))
    assert settings["FORUM_DATA"] == "/var/lib/concertaction"
    assert settings["FORUM_PROXIES"] == "1"
    described = (ROOT / "docs/operations.md").read_text()
    assert not [name for name in settings if f"`{name}`" not in described]


def test_a_command_reads_the_settings_as_the_service_does(tmp_path):
    """A value may hold spaces and signs that a shell would act upon; nothing of it is run."""
    (tmp_path / "runuser").write_text('#!/bin/sh\n[ "$1 $2 $3" = "-u concertaction --" ] && shift 3 && exec "$@"\n')
    (tmp_path / "forum").write_text('#!/bin/sh\nprintf "%s|" "$PLAIN" "$SPACED" "$QUOTED" "$SIGNS" "$EMPTY" "$@"\n'
                                    'env | grep -c NOT_SET; umask; pwd\n')
    (tmp_path / "env").write_text("# NOT_SET=1\nPLAIN=https://exemple.test\nSPACED=Marie Tremblay, 514 555-1234 \n"
                                  "\n not a setting\nQUOTED=\"l'une\"\nSIGNS=$(touch run) `touch run` a;b&c=d'\nEMPTY=")
    wrapper = (DEPLOY / "forum").read_text()
    for old, new in (("/etc/concertaction.env", tmp_path / "env"),
                     ("/opt/concertaction/.venv/bin/forum", tmp_path / "forum")):
        assert old in wrapper
        wrapper = wrapper.replace(old, str(new))
    (tmp_path / "wrapper").write_text(wrapper)
    for name in ("runuser", "forum", "wrapper"):
        (tmp_path / name).chmod(0o755)
    ran = subprocess.run([tmp_path / "wrapper", "load", "a day.yaml"], capture_output=True, text=True, cwd=tmp_path,
                         env={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert ran.stderr == ""
    said = "https://exemple.test|Marie Tremblay, 514 555-1234|l'une|$(touch run) `touch run` a;b&c=d'||load|a day.yaml|"
    assert ran.stdout == f"{said}0\n0077\n{tmp_path}\n"
    assert not (tmp_path / "run").exists()


def test_no_proxy_file_keeps_an_access_log():
    for name in ("nginx.conf", "nginx-grown.conf"):
        assert re.findall(r"access_log ([^;]+);", (DEPLOY / name).read_text()) == ["off"]
    caddy = re.sub(r"#.*\n", "", (DEPLOY / "Caddyfile").read_text())
    # what it writes when the server is away would hold the address and the hour; nothing else may speak of a log
    assert re.findall(r"^.*log.*$", caddy, re.MULTILINE) == ["\tlog default {", "\t\texclude http.log http.handlers"]


def test_the_page_says_the_same_in_both_languages_and_names_files_that_exist():
    def commands(text):
        lines = [line for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
        return [re.sub(r"\s+#.*", "", line) for line in lines]

    def neutral(lines):
        return [re.sub(r"ADRESSE-DU-CODE|ADDRESS-OF-THE-CODE|VOTRE-NOM|YOUR-NAME|vous@exemple.org|you@example.org", "X",
                       line) for line in lines]

    assert neutral(commands(FRENCH)) == neutral(commands(ENGLISH))
    for name in ("concertaction.env", "Caddyfile", "nginx.conf"):
        assert (DEPLOY / name).exists()
        assert name in FRENCH
        assert name in ENGLISH


def test_the_unit_of_several_processes_differs_from_that_of_one_by_its_port_alone():
    one, many = (re.sub(r"#.*\n", "", (DEPLOY / f"concertaction{at}.service").read_text()) for at in ("", "@"))
    many = many.replace("Environment=FORUM_PORT=%i\n", "").replace(", process on port %i", "")
    assert many.replace(" redis-server.service", "") == one
