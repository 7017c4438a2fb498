"""The files of the deployment and the workflows, checked by tools for their formats and against each other. The compose file may
name only settings that the server has, files that exist, and services that it defines."""

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
WORKFLOWS = sorted((ROOT / ".github/workflows").iterdir())
INSTANCES = {name: service for name, service in SERVICES.items() if service.get("image") == "handsup"}


def check_with(tool, *arguments):
    """Runs a tool of this Python's environment; fails with its output if it finds a fault."""
    finished = subprocess.run([Path(sys.executable).with_name(tool), *arguments], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_compose_file_matches_its_specification():
    check_with("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yml")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_match_their_schema(file):
    check_with("check-jsonschema", "--builtin-schema", "vendor.github-workflows", file)



def steps(file):
    """All steps of a workflow, in the order of its jobs."""
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_digest_with_their_version_in_a_comment(file):
    lines = re.findall(r"uses: *(.+)", file.read_text(encoding="utf-8"))
    assert len(lines) == sum("uses" in step for step in steps(file)) > 0
    for line in lines:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_a_release_is_built_without_caches():
    file = ROOT / ".github/workflows/release.yml"
    for step in steps(file):
        assert "cache" not in step.get("uses", ""), step
        assert not step.get("with", {}).get("cache"), step


def test_a_release_has_checksums_and_attestations_of_all_uploaded_files():
    file = ROOT / ".github/workflows/release.yml"
    release_steps = steps(file)
    checksums = [index for index, step in enumerate(release_steps) if "sha256sum" in step.get("run", "")]
    attested = [index for index, step in enumerate(release_steps) if "attest-build-provenance" in step.get("uses", "")]
    uploaded = [index for index, step in enumerate(release_steps) if "upload-artifact" in step.get("uses", "")]
    assert [len(positions) for positions in (checksums, attested, uploaded)] == [1, 1, 1] and checksums < attested < uploaded
    assert release_steps[attested[0]]["with"]["subject-path"] == f"{release_steps[uploaded[0]]['with']['path']}/*"
    permissions = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]["bundles"]["permissions"]
    assert permissions == {"contents": "read", "id-token": "write", "attestations": "write"}


def test_pgbouncer_retries_a_failed_login_after_a_second():
    # By default it refuses all clients for 15 s after one failed login, even if PostgreSQL works again.
    assert SERVICES["pgbouncer"]["environment"]["SERVER_LOGIN_RETRY"] == "1"


def test_hadolint_accepts_the_dockerfile():
    check_with("hadolint", DEPLOY / "Dockerfile")


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOY.rglob("*.yml")))
def test_every_yaml_file_parses(file):
    assert yaml.safe_load(next(DEPLOY.rglob(file)).read_text(encoding="utf-8"))


def test_the_dashboard_parses_and_its_panels_have_distinct_ids():
    dashboard = json.loads((DEPLOY / "grafana/handsup.json").read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids)) > 10


def test_both_instances_get_only_settings_that_the_server_has():
    assert len(INSTANCES) == 2
    help_text = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    settings = set(re.findall(r"\[env: ([A-Z_]+)", help_text))
    for service in INSTANCES.values():
        assert service["environment"].keys() <= settings
        assert service["environment"]["ALLOWED_HOSTS"].split(",") == sorted(INSTANCES)


def test_the_server_accepts_these_settings_and_hides_the_secrets():
    environment = next(iter(INSTANCES.values()))["environment"]
    filled = {name: re.sub(r"\$\{PUBLIC_URL[^}]*\}", "http://127.0.0.1:8080", str(value)) for name, value in environment.items()}
    filled = {name: re.sub(r"\$\{[^}]*\}", "a-secret-of-thirty-two-characters", value) for name, value in filled.items()}
    printed = subprocess.run([PROGRAM, "--print-config"], env=filled, capture_output=True, text=True, check=True).stdout
    assert "a-secret-of-thirty-two-characters" not in printed
    assert re.search(r"^DATABASE_URL +postgres://handsup:\(hidden\)@pgbouncer:6432/handsup$", printed, re.MULTILINE)


def test_dependencies_and_mounts_of_every_service_exist():
    for service in SERVICES.values():
        assert set(service.get("depends_on", [])) <= SERVICES.keys()
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], source
        for config in service.get("configs", []):
            assert config["source"] in COMPOSE["configs"]


def test_the_proxies_and_prometheus_name_both_instances():
    for file in ["nginx.conf", "haproxy.cfg", "prometheus.yml"]:
        text = (DEPLOY / file).read_text(encoding="utf-8")
        assert all(f"{name}:4242" in text for name in INSTANCES), file


def test_no_file_contains_a_secret():
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for line in re.findall(r"^\s*[A-Z_]*(?:PASSWORD|SECRET_KEY|METRICS_TOKEN): *(.+)", text, re.MULTILINE):
                assert "${" in line, f"{path.name}: {line}"
