"""The files that an organiser copies to a machine: units, settings, and the page that explains them."""

import configparser
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
    wrapper = (DEPLOY / "forum").read_text()
    assert subprocess.run(["sh", "-n", DEPLOY / "forum"]).returncode == 0
    assert "/etc/concertaction.env" in wrapper
    assert "/opt/concertaction/.venv/bin/forum" in wrapper


def test_no_proxy_file_keeps_an_access_log():
    for name in ("nginx.conf", "nginx-grown.conf"):
        assert re.findall(r"access_log ([^;]+);", (DEPLOY / name).read_text()) == ["off"]
    assert "log" not in re.sub(r"#.*", "", (DEPLOY / "Caddyfile").read_text())
    assert len(re.sub(r"#.*\n", "", (DEPLOY / "Caddyfile").read_text()).strip().splitlines()) == 3


def test_the_page_says_the_same_in_both_languages_and_names_files_that_exist():
    def commands(text):
        lines = [line for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
        return [re.sub(r"\s+#.*", "", line) for line in lines]

    def neutral(lines):
        return [line.replace("ADRESSE-DU-CODE", "X").replace("ADDRESS-OF-THE-CODE", "X")
                .replace("vous@exemple.org", "Y").replace("you@example.org", "Y") for line in lines]

    assert neutral(commands(FRENCH)) == neutral(commands(ENGLISH))
    for name in ("concertaction.env", "Caddyfile", "nginx.conf"):
        assert (DEPLOY / name).exists()
        assert name in FRENCH
        assert name in ENGLISH


def test_the_unit_of_several_processes_differs_from_that_of_one_by_its_port_alone():
    one, many = (re.sub(r"#.*\n", "", (DEPLOY / f"concertaction{at}.service").read_text()) for at in ("", "@"))
    many = many.replace("Environment=FORUM_PORT=%i\n", "").replace(", process on port %i", "")
    assert many.replace(" redis-server.service", "") == one
