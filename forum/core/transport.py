"""The wire: gevent's server and gevent-websocket, with limits where they have none.

gevent-websocket 0.10.1 reads frames of any size, checks UTF-8 and unmasks byte by byte in Python, and waits for ever on
a reader that stopped reading; a Socket.IO packet may bear any event name and any number of attachments.
"""

import binascii
import logging
import socket
from contextlib import suppress

from engineio.async_drivers import gevent as driver
from gevent.lock import BoundedSemaphore
from gevent.pywsgi import WSGIServer
from geventwebsocket import handler as websocket_handler
from geventwebsocket.exceptions import ProtocolError, WebSocketError
from geventwebsocket.websocket import Header, WebSocket
from socketio import packet

from forum.core.strict_json import StrictJson

LARGEST_MESSAGE = 64 * 1024
IDLE_SECONDS = 75
LAST_WORD_SECONDS = 1
SEND_BUFFER = 128 * 1024
BACKLOG = 4096
TOO_BIG = 1009
UNKNOWN_EVENT = "unknown"
PACKET_TYPES = tuple("0123456")

log = logging.getLogger(__name__)


def unmask(payload, mask):
    """Undo the mask of a frame (RFC 6455 § 5.3), as one exclusive or of two long integers."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


class Line(WebSocket):
    """A WebSocket that takes no large message, sends each frame whole, and can be dropped whatever it is doing."""

    built = (None, b"")  # the last frame: a broadcast sends the same text to everybody

    def __init__(self, environ, stream, handler):
        super().__init__(environ, stream, handler)
        self.received = 0
        self.sending = BoundedSemaphore()

    def settimeout(self, seconds):
        """Wait no longer than this for the other side; engineio gives the time after which a client is gone."""
        self.handler.socket.settimeout(seconds)

    def validate_utf8(self, payload):
        """Leave it to the strict decoding of the whole message."""

    def read_frame(self):
        """Read one frame, masked and of a size that the message still has room for."""
        header = Header.decode_header(self.stream)
        if header.flags or not header.mask:
            raise ProtocolError
        if header.opcode < self.OPCODE_CLOSE:
            self.received += header.length
            if self.received > LARGEST_MESSAGE:
                self.close(TOO_BIG)
                raise WebSocketError("message too big")
            if header.fin:
                self.received = 0
        payload = self.raw_read(header.length) if header.length else b""
        if len(payload) != header.length:
            raise WebSocketError("Unexpected EOF reading frame payload")
        return header, unmask(payload, header.mask) if payload else payload

    def send(self, message, binary=None):
        """Send a text as one frame; raises WebSocketError when the other side is gone or does not read."""
        self._write(self._frame(message))

    def send_now(self, message):
        """Send a text if the line is free; False when it is busy. A line that has no room left is dropped."""
        if self.closed or self.sending.locked():
            return False
        frame = self._frame(message)
        try:
            if self.handler.socket.send(frame, 0, timeout=0.0) < len(frame):
                self.drop()
        except (OSError, AttributeError):
            self.drop()
        return True

    def _frame(self, message):
        last, frame = Line.built
        if message is not last:
            body = message.encode() if isinstance(message, str) else bytes(message)
            opcode = self.OPCODE_TEXT if isinstance(message, str) else self.OPCODE_BINARY
            frame = bytes(Header.encode_header(True, opcode, b"", len(body), 0)) + body
            Line.built = message, frame
        return frame

    def send_frame(self, message, opcode):
        """Send a control frame."""
        body = message.encode() if isinstance(message, str) else bytes(message)
        self._write(bytes(Header.encode_header(True, opcode, b"", len(body), 0)) + body)

    def _write(self, frame):
        with self.sending:
            if self.closed:
                raise WebSocketError("Connection is already closed")
            try:
                self.raw_write(frame)
            except OSError as error:
                self.drop()
                raise WebSocketError("Socket is dead") from error

    def close(self, code=1000, message=b""):
        """Say goodbye if the line is free, and end it."""
        if self.closed:
            return
        if not self.sending.locked():
            with suppress(OSError, AttributeError):
                self.settimeout(LAST_WORD_SECONDS)
                header = bytes(Header.encode_header(True, self.OPCODE_CLOSE, b"", 2, 0))
                self.raw_write(header + code.to_bytes(2, "big"))
        self.drop()

    def drop(self):
        """End the line at once: whoever waits on it to read or to write is woken."""
        self.closed = True
        with suppress(OSError, AttributeError):
            self.handler.socket.shutdown(socket.SHUT_RDWR)


class Upgrade(driver._async["websocket"]):
    """Let a connection know its line, so that it can be dropped."""

    def __call__(self, environ, start_response):
        self.app.__self__.line = environ.get("wsgi.websocket")
        return super().__call__(environ, start_response)

    def wait(self):
        """Give the next message; None, the end, for what is not a packet of Engine.IO in text."""
        message = super().wait()
        return message if isinstance(message, str) and message[:1] in PACKET_TYPES and message else None


def is_chosen():
    """Tell whether engineio carries WebSockets by gevent-websocket; it takes simple-websocket when that is missing.

    Under gevent the latter loses part of a message when a phone stops reading.
    """
    return driver.SimpleWebSocketWSGI is None


class Handler(websocket_handler.WebSocketHandler):
    """Answer a connection and write no line about it: an address beside a time would tell who voted when."""

    logger = log

    def upgrade_websocket(self):
        return super().upgrade_websocket() if self.server.may_upgrade(self.environ) else None

    def upgrade_connection(self):
        try:
            answer = super().upgrade_connection()
        except binascii.Error:
            self.start_response("400 Bad Request", [])
            return [b"Invalid key"]
        if "wsgi.websocket" in self.environ:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        return [part.encode() for part in answer] if answer else answer

    def log_request(self):
        """Keep no access log."""

    def _handle_client_error(self, ex):
        log.info("a request could not be read: %s", type(ex).__name__)
        return "400", b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-length: 0\r\n\r\n"


class Server(WSGIServer):
    """Serve on gevent: small answers leave at once, and a connection that says nothing is closed."""

    handler_class = Handler

    def __init__(self, address, application, may_upgrade):
        super().__init__(address, application, backlog=BACKLOG, log=None)
        self.may_upgrade = may_upgrade

    def handle(self, sock, address):
        # pywsgi leaves Nagle's algorithm on: without this a small answer on a kept connection waits 40 ms
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(IDLE_SECONDS)
        super().handle(sock, address)


class StrictPacket(packet.Packet):
    """A Socket.IO packet with no attachment; an event that is not one of `events` becomes UNKNOWN_EVENT.

    Else a client could call the handlers of `connect` and `disconnect`, or send a name that is an object.
    """

    json = StrictJson
    events = frozenset()

    def decode(self, encoded_packet):
        if not isinstance(encoded_packet, str) or super().decode(encoded_packet):
            raise ValueError("only text without attachments is spoken here")
        if self.packet_type == packet.EVENT:
            if not isinstance(self.data, list) or not self.data:
                raise ValueError("an event is a list that begins with its name")
            if not isinstance(self.data[0], str) or self.data[0] not in self.events:
                self.data = [UNKNOWN_EVENT]
        elif self.packet_type not in (packet.CONNECT, packet.DISCONNECT):
            raise ValueError("only connections and events come from clients")
        return 0


websocket_handler.WebSocket = Line  # what WebSocketHandler makes of an upgraded connection
