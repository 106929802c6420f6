"""Named services in a file, `~/.databricks-bridge.cfg`, as databricks-sdk has workspaces in `~/.databrickscfg`."""

from __future__ import annotations

import configparser
import os
from pathlib import Path
from typing import Optional

from sql_databricks_bridge_sdk.exceptions import ValidationError

_FILE = "~/.databricks-bridge.cfg"
_DEFAULT = "DEFAULT"
_SWITCHES = ("false", "true", "no", "yes", "off", "on", "0", "1")
_KEYS = ("base_url", "token", "verify_ssl", "client_certificate")
"""As parameters of a client, but the last two are files: nothing in it switches a check off."""


def read_profile(name: Optional[str]) -> dict[str, str]:
    """What a profile says; empty when none was named and there is no `[DEFAULT]`.

    Args:
        name: of the profile; None for that of `BRIDGE_PROFILE`, or else `DEFAULT`.

    Raises:
        ValidationError: when the named profile is not there, or the file can't be read; never with a value of it.
    """
    wanted = name or os.environ.get("BRIDGE_PROFILE") or None
    file = Path(os.environ.get("BRIDGE_CONFIG_FILE") or _FILE).expanduser()
    profiles = _read(file)
    if (wanted or _DEFAULT) in profiles:
        return _checked(dict(profiles[wanted or _DEFAULT]), f"[{wanted or _DEFAULT}] of {file}")
    if wanted is None:
        return {}
    raise ValidationError(f"Expected a profile [{wanted}] in {file}, but it has {', '.join(profiles) or 'none'}.")


def _read(file: Path) -> dict[str, configparser.SectionProxy]:
    # Without a section of defaults: what is said of one service must not be sent to another.
    parser = configparser.ConfigParser(default_section="\n", interpolation=None)
    try:
        if file.is_file():
            parser.read_string(file.read_text(encoding="utf-8"), str(file))
    except (OSError, ValueError, configparser.Error) as e:
        # The parser's own message has the line, which may be a token.
        line = getattr(e, "lineno", None)
        raise ValidationError(f"{file} can't be read{f', line {line}' if line else ''}: {type(e).__name__}") from None
    return {name: parser[name] for name in parser.sections()}


def _checked(found: dict[str, str], where: str) -> dict[str, str]:
    unknown = [key for key in found if key not in _KEYS]
    if unknown or "base_url" not in found:
        problem = f"unknown: {', '.join(unknown)}" if unknown else "no base_url"
        expected = f"base_url, and what is needed of {', '.join(_KEYS[1:])}"
        raise ValidationError(f"Expected {where} to have {expected}; it has {problem}.")
    if found.get("verify_ssl", "").lower() in _SWITCHES:
        raise ValidationError(f"Expected verify_ssl in {where} to be a file of authorities; False is for a parameter.")
    return found
