// Sends the texts of standard input (a JSON list) with node-hl7-client, each after the answer to
// the one before; prints the answers as a JSON list.
// Arguments: the folder of npm packages, host, port.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [packages, host, port] = process.argv.slice(2);
const { Client, Message } = require(join(packages, "node-hl7-client"));
const texts = JSON.parse(readFileSync(0, "utf-8"));
const answers = [];

const client = new Client({ host });
const connection = client.createConnection({ port: Number(port) }, async (response) => {
  answers.push(response.getMessage().toString());
  await next();
});

async function next() {
  if (answers.length < texts.length) {
    await connection.sendMessage(new Message({ text: texts[answers.length] }));
    return;
  }
  await connection.close();
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
}

connection.on("connect", next);
