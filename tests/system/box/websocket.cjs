"use strict";
/* A browser's WebSocket as far as our pages use it, on a bare socket that tests can silence. */
const net = require("node:net");
const crypto = require("node:crypto");

class Socket {
  constructor(url, network) {
    const place = new URL(url);
    this.readyState = 0;
    this.data = Buffer.alloc(0);
    this.network = network;
    this.onopen = this.onmessage = this.onclose = () => {};
    network.sockets.add(this);
    if (network.down) {
      setTimeout(() => this.end("down"), 5);
      return;
    }
    this.socket = net.connect(Number(place.port), place.hostname, () => this.knock(place));
    this.socket.setNoDelay(true);
    this.socket.on("data", (data) => this.take(data));
    this.socket.on("close", () => this.end(""));
    this.socket.on("error", () => this.end("error"));
  }

  knock(place) {
    const lines = [
      `GET ${place.pathname}${place.search} HTTP/1.1`,
      `Host: ${place.host}`,
      `Origin: http://${place.host}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${crypto.randomBytes(16).toString("base64")}`,
      "Sec-WebSocket-Version: 13",
    ];
    this.socket.write(lines.join("\r\n") + "\r\n\r\n");
  }

  take(data) {
    if (this.network.silent) {
      return;
    }
    this.data = Buffer.concat([this.data, data]);
    if (this.readyState === 0) {
      const end = this.data.indexOf("\r\n\r\n");
      if (end < 0) {
        return;
      }
      if (!this.data.subarray(0, 12).toString().endsWith("101")) {
        this.socket.destroy();
        return;
      }
      this.data = this.data.subarray(end + 4);
      this.readyState = 1;
      this.onopen();
    }
    while (this.frame()) {
      /* one after the other */
    }
  }

  /** Handle one whole frame; false when there is none. */
  frame() {
    const data = this.data;
    if (data.length < 2) {
      return false;
    }
    let size = data[1] & 127;
    let start = 2;
    if (size === 126 && data.length >= 4) {
      size = data.readUInt16BE(2);
      start = 4;
    } else if (size === 127 && data.length >= 10) {
      size = Number(data.readBigUInt64BE(2));
      start = 10;
    } else if (size > 125) {
      return false;
    }
    if (data.length < start + size) {
      return false;
    }
    const body = data.subarray(start, start + size);
    this.data = data.subarray(start + size);
    this.handle(data[0] & 15, body);
    return true;
  }

  handle(opcode, body) {
    if (opcode === 1) {
      this.onmessage({ data: body.toString() });
    } else if (opcode === 9) {
      this.write(10, body);
    } else if (opcode === 8) {
      this.reason = body.subarray(2).toString();
      this.socket.destroy();
    }
  }

  send(text) {
    this.write(1, Buffer.from(text));
  }

  write(opcode, body) {
    const mask = crypto.randomBytes(4);
    const long = body.length > 125;
    const head = Buffer.from([128 | opcode, 128 | (long ? 126 : body.length)]);
    const size = Buffer.alloc(long ? 2 : 0);
    if (long) {
      size.writeUInt16BE(body.length);
    }
    const masked = Buffer.from(body.map((byte, index) => byte ^ mask[index % 4]));
    this.socket.write(Buffer.concat([head, size, mask, masked]));
  }

  close() {
    if (this.socket) {
      this.socket.destroy();
    }
    this.end("");
  }

  end(reason) {
    if (this.readyState !== 3) {
      this.readyState = 3;
      this.network.sockets.delete(this);
      this.onclose({ reason: this.reason || reason });
    }
  }
}

module.exports = { Socket };
