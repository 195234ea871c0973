"""Whether Heard can listen where it should, asked before anything is started."""

import socket

from api.errors import HeardError
from api.settings import Settings


class PortTaken(HeardError):
    """We cannot listen where we should; mostly because somebody else does."""


def check_port(settings: Settings) -> None:
    """Raises PortTaken before anything has been started."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
        except (OSError, OverflowError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else "ports end at 65535"
            raise PortTaken(
                f"Heard cannot listen on port {settings.port} of {settings.host} ({reason}). "
                "Stop what listens there, or choose another with HEARD_PORT=8001 ./heard run."
            ) from fault
