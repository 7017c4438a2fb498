"""The files around the server, each judged by its own tool; and the compose file names what there is: settings that the server
has, files that are shipped, services that it starts."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from house import PROGRAM

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "server/deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
INSTANCES = {name: service for name, service in SERVICES.items() if service.get("image") == "handsup"}


def judged_by(tool, *arguments):
    """A tool of the same place as this Python."""
    judged = subprocess.run([Path(sys.executable).with_name(tool), *arguments], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_the_compose_file_is_as_its_specification_has_it():
    judged_by("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yml")


@pytest.mark.parametrize("file", sorted((ROOT / ".github/workflows").iterdir()), ids=lambda path: path.name)
def test_workflows_are_as_their_schema_has_them(file):
    judged_by("check-jsonschema", "--builtin-schema", "vendor.github-workflows", file)


WORKFLOWS = sorted((ROOT / ".github/workflows").iterdir())


def steps(file):
    """Every step of a workflow."""
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_digest_and_say_what_it_is_called(file):
    lines = re.findall(r"uses: *(.+)", file.read_text(encoding="utf-8"))
    assert len(lines) == sum("uses" in step for step in steps(file)) > 0
    for line in lines:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_a_release_is_built_from_nothing_that_another_run_has_left():
    file = ROOT / ".github/workflows/release.yml"
    for step in steps(file):
        assert "cache" not in step.get("uses", ""), step
        assert not step.get("with", {}).get("cache"), step


def test_a_release_comes_with_checksums_and_with_attestations_of_all_that_is_uploaded():
    file = ROOT / ".github/workflows/release.yml"
    told = steps(file)
    checksums = [index for index, step in enumerate(told) if "sha256sum" in step.get("run", "")]
    attested = [index for index, step in enumerate(told) if "attest-build-provenance" in step.get("uses", "")]
    uploaded = [index for index, step in enumerate(told) if "upload-artifact" in step.get("uses", "")]
    assert [len(found) for found in (checksums, attested, uploaded)] == [1, 1, 1] and checksums < attested < uploaded
    assert told[attested[0]]["with"]["subject-path"] == f"{told[uploaded[0]]['with']['path']}/*"
    permissions = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]["bundles"]["permissions"]
    assert permissions == {"contents": "read", "id-token": "write", "attestations": "write"}


def test_pgbouncer_asks_again_within_a_second():
    # By default it refuses everybody for 15 s after one failed login, long after PostgreSQL is back.
    assert SERVICES["pgbouncer"]["environment"]["SERVER_LOGIN_RETRY"] == "1"


def test_the_image_is_built_as_images_should_be():
    judged_by("hadolint", DEPLOY / "Dockerfile")


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOY.rglob("*.yml")))
def test_every_yaml_file_can_be_read(file):
    assert yaml.safe_load(next(DEPLOY.rglob(file)).read_text(encoding="utf-8"))


def test_the_dashboard_can_be_read_and_no_two_panels_share_an_id():
    dashboard = json.loads((DEPLOY / "grafana/handsup.json").read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids)) > 10


def test_two_instances_are_told_only_what_the_server_understands():
    assert len(INSTANCES) == 2
    described = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"\[env: ([A-Z_]+)", described))
    for service in INSTANCES.values():
        assert service["environment"].keys() <= known
        assert service["environment"]["ALLOWED_HOSTS"].split(",") == sorted(INSTANCES)


def test_instances_understand_these_settings_and_hide_the_secrets():
    environment = next(iter(INSTANCES.values()))["environment"]
    filled = {name: re.sub(r"\$\{PUBLIC_URL[^}]*\}", "http://127.0.0.1:8080", str(value)) for name, value in environment.items()}
    filled = {name: re.sub(r"\$\{[^}]*\}", "a-secret-of-thirty-two-characters", value) for name, value in filled.items()}
    printed = subprocess.run([PROGRAM, "--print-config"], env=filled, capture_output=True, text=True, check=True).stdout
    assert "a-secret-of-thirty-two-characters" not in printed
    assert re.search(r"^DATABASE_URL +postgres://handsup:\(hidden\)@pgbouncer:6432/handsup$", printed, re.MULTILINE)


def test_whatever_a_service_waits_for_or_mounts_is_there():
    for service in SERVICES.values():
        assert set(service.get("depends_on", [])) <= SERVICES.keys()
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], source
        for config in service.get("configs", []):
            assert config["source"] in COMPOSE["configs"]


def test_whoever_stands_in_front_and_whoever_watches_knows_both_instances():
    for file in ["nginx.conf", "haproxy.cfg", "prometheus.yml"]:
        text = (DEPLOY / file).read_text(encoding="utf-8")
        assert all(f"{name}:4242" in text for name in INSTANCES), file


def test_no_secret_is_written_down():
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for line in re.findall(r"^\s*[A-Z_]*(?:PASSWORD|SECRET_KEY|METRICS_TOKEN): *(.+)", text, re.MULTILINE):
                assert "${" in line, f"{path.name}: {line}"
