"""Settings of the server: flags of `learning-loop`, and LEARNING_LOOP_* in the environment."""

import argparse
import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    CliApp,
    CliSettingsSource,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

DEFAULT_PORT = 8000

DESCRIPTION = "Serves Learning Loop: open the page and watch a small neural network learn."

EPILOG = """\
commands:
  learning-loop [serve]   serves the page, with the options above
  learning-loop trace     prints every tensor of a training step (see trace --help)
  learning-loop version   prints the version

Every option can be set in the environment too: --max-sessions as LEARNING_LOOP_MAX_SESSIONS.
"""


class Settings(BaseSettings):
    """Every setting of the server. A flag goes before the environment, that before the default."""

    model_config = SettingsConfigDict(
        env_prefix="LEARNING_LOOP_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        cli_prog_name="learning-loop",
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_hide_none_type=True,
        cli_avoid_json=True,
    )

    host: str = Field(default="127.0.0.1", description="Address to listen at.")
    port: int = Field(
        default=DEFAULT_PORT,
        ge=0,
        le=65535,
        description="Port to listen at; 0 takes a free one. PORT in the environment counts too.",
    )
    open: bool | None = Field(
        default=None,
        description="Open a browser (by itself where there are a terminal and a display).",
    )
    lan: bool = Field(
        default=False,
        description="Let others on the local network join: listens at 0.0.0.0, prints addresses.",
    )
    allow_host: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Host name by which browsers may reach the server; may be repeated.",
    )
    max_sessions: int = Field(
        default=400, ge=1, le=10_000, description="Most connections at a time."
    )
    max_sessions_per_address: int | None = Field(
        default=None,
        ge=1,
        description="Most connections from one address (as many as in all: a school shares one).",
    )
    session_minutes: float = Field(
        default=2.0,
        gt=0,
        le=1440,
        description="How long a run is kept after its connection was lost.",
    )
    message_rate: float = Field(
        default=20.0, gt=0, description="Messages a second that a browser may send."
    )
    message_burst: int = Field(default=40, ge=1, description="Messages it may send at once.")
    max_run_mib: int = Field(
        default=16, ge=1, le=256, description="Largest file of a saved run that may be loaded."
    )
    max_table_mib: int = Field(
        default=2, ge=1, le=20, description="Largest text of a table of one's own."
    )
    lessons: Path | None = Field(
        default=None, description="Folder with lessons of one's own; see docs/lessons.md."
    )
    ping_seconds: float = Field(
        default=20.0, gt=0, description="Time between pings, and for their answers."
    )
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        default="warning", description="What is logged."
    )

    @field_validator("allow_host", mode="before")
    @classmethod
    def _split_names(cls, value: Any) -> Any:
        names = [value] if isinstance(value, str) else value
        return [part.strip().lower() for name in names for part in str(name).split(",") if part]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Adds PORT, which hosting platforms set, behind LEARNING_LOOP_PORT."""
        del dotenv_settings, file_secret_settings
        platform = {"port": os.environ["PORT"]} if os.environ.get("PORT") else {}
        return init_settings, env_settings, InitSettingsSource(settings_cls, platform)

    @property
    def per_address(self) -> int:
        """Most connections from one address."""
        return self.max_sessions_per_address or self.max_sessions


class BadSetting(Exception):
    """A setting is wrong; the message names it and its value in one line."""


def parse_settings(arguments: list[str]) -> Settings:
    """The settings of a command line and the environment.

    Prints and exits for `--help` and for flags that do not exist. Raises BadSetting.
    """
    parser = argparse.ArgumentParser(
        prog="learning-loop",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    source = CliSettingsSource[argparse.ArgumentParser](Settings, root_parser=parser)
    try:
        return CliApp.run(Settings, arguments, cli_settings_source=source)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        flag = f"--{key.replace('_', '-')}"
        variable = f"LEARNING_LOOP_{key.upper()}"
        raise BadSetting(
            f"{flag} (or {variable} in the environment) is {first['input']!r}: {first['msg']}."
        ) from None
