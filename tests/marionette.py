"""Firefox for Selenium, with no driver between them.

Selenium asks a driver by HTTP, and geckodriver says it again to Firefox in Marionette, which has
the same commands. Debian has Firefox and not geckodriver: here Selenium speaks Marionette itself.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element, by the standard


def _within(given: dict[str, Any]) -> dict[str, Any]:
    """What is searched for in an element: Marionette names the element ``element``."""
    return {**given, "element": given["id"]}


def _frame(given: dict[str, Any]) -> dict[str, Any]:
    return {"element": given["id"][_ELEMENT]} if given["id"] else {}


# The commands that tests give, as Marionette names them, and what it takes otherwise.
_COMMANDS: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    Command.NEW_SESSION: ("WebDriver:NewSession", lambda _: {}),
    Command.QUIT: ("Marionette:Quit", lambda _: {"flags": ["eForceQuit"]}),
    Command.GET: ("WebDriver:Navigate", dict),
    Command.GET_CURRENT_URL: ("WebDriver:GetCurrentURL", dict),
    Command.FIND_ELEMENT: ("WebDriver:FindElement", dict),
    Command.FIND_ELEMENTS: ("WebDriver:FindElements", dict),
    Command.FIND_CHILD_ELEMENT: ("WebDriver:FindElement", _within),
    Command.FIND_CHILD_ELEMENTS: ("WebDriver:FindElements", _within),
    Command.CLICK_ELEMENT: ("WebDriver:ElementClick", dict),
    Command.CLEAR_ELEMENT: ("WebDriver:ElementClear", dict),
    Command.SEND_KEYS_TO_ELEMENT: ("WebDriver:ElementSendKeys", dict),
    Command.GET_ELEMENT_TEXT: ("WebDriver:GetElementText", dict),
    Command.GET_ELEMENT_PROPERTY: ("WebDriver:GetElementProperty", dict),
    Command.GET_ELEMENT_RECT: ("WebDriver:GetElementRect", dict),
    Command.W3C_EXECUTE_SCRIPT: ("WebDriver:ExecuteScript", dict),
    Command.W3C_EXECUTE_SCRIPT_ASYNC: ("WebDriver:ExecuteAsyncScript", dict),
    Command.W3C_ACTIONS: ("WebDriver:PerformActions", dict),
    Command.W3C_CLEAR_ACTIONS: ("WebDriver:ReleaseActions", dict),
    Command.SWITCH_TO_FRAME: ("WebDriver:SwitchToFrame", _frame),
    Command.SET_WINDOW_RECT: ("WebDriver:SetWindowRect", dict),
    Command.GET_WINDOW_RECT: ("WebDriver:GetWindowRect", dict),
    Command.PRINT_PAGE: ("WebDriver:Print", dict),
    Command.SCREENSHOT: ("WebDriver:TakeScreenshot", lambda _: {"full": False}),
}


class Marionette(RemoteConnection):
    """The connection of Selenium with a Firefox that was started with ``--marionette``."""

    def __init__(self, port: int) -> None:
        super().__init__(client_config=ClientConfig(remote_server_addr=f"http://127.0.0.1:{port}"))
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._said = self._socket.makefile("rb")
        self._count = 0
        self._receive()  # its greeting

    def execute(self, command: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Do a command of Selenium; an error is given as a driver gives it."""
        name, taken = _COMMANDS[command]
        given = {key: value for key, value in params.items() if key != "sessionId"}
        error, result = self._send(name, taken(given))
        if error is not None:
            return {"status": 500, "value": json.dumps({"value": error})}
        return {"value": result}

    def in_browser(self, script: str, *given: Any) -> Any:
        """What a script gives that runs in Firefox itself and not in the page."""
        self._send("Marionette:SetContext", {"value": "chrome"})
        try:
            return self._script({"script": script, "args": given})
        finally:
            self._send("Marionette:SetContext", {"value": "content"})

    def beside_page(self, script: str) -> Any:
        """The same where the page runs: what it leaves there, no page can read."""
        return self._script({"script": script, "args": [], "sandbox": "system"})

    def close(self) -> None:
        self._said.close()
        self._socket.close()

    def _script(self, given: dict[str, Any]) -> Any:
        error, result = self._send("WebDriver:ExecuteScript", given)
        assert error is None, error
        return result

    def _send(self, name: str, given: dict[str, Any]) -> tuple[Any, Any]:
        """The error and the result of a command."""
        self._count += 1
        message = json.dumps([0, self._count, name, given]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        _, count, error, result = self._receive()
        assert count == self._count, f"Firefox answers {count}, {self._count} was asked: {name}"
        bare = isinstance(result, dict) and set(result) == {"value"}
        return error, result["value"] if bare else result

    def _receive(self) -> Any:
        """A message: its length in bytes, a colon, JSON."""
        length = b""
        while (sign := self._said.read(1)) not in (b":", b""):
            length += sign
        if not length:
            raise ConnectionError("Firefox has closed its port: it has ended.")
        return json.loads(self._said.read(int(length)))
