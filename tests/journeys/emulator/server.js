// A Telegram Bot API server for the journeys: the emulator, and the answers that it lacks (README.md).
const TelegramServer = require('@vishtar/telegram-test-api');

const [port, token] = process.argv.slice(2);
const stats = { sent: 0, refused: 0, peak: 0, commands: null, callbacks: 0, deleted: [] };
const blocked = new Set();
let perSecond = Infinity;
let sendTimes = [];

const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const drawn = format(update);
  if (drawn.callback_query) drawn.callback_query.chat_instance = '1';
  return drawn;
};

const refuse = (res, code, description, parameters) => (
  res.status(code).json({ ok: false, error_code: code, description, parameters })
);

function routes(app, server) {
  const bot = (method, answer) => app.all(`/bot:token/${method}`, answer);

  app.all('/bot:token/:method', (req, res, next) => (
    req.params.token === token ? next() : refuse(res, 401, 'Unauthorized')
  ));
  bot('getMe', (req, res) => res.json({
    ok: true,
    result: { id: Number(token.split(':')[0]), is_bot: true, first_name: 'Heard', username: 'heard_bot' },
  }));
  bot('getUpdates', async (req, res) => {
    const offset = Number(req.body.offset || 0);
    const end = Date.now() + 1000 * Number(req.body.timeout || 0);
    server.storage.userMessages = server.storage.userMessages.filter((update) => update.updateId >= offset);
    while (!server.storage.userMessages.length && Date.now() < end && !res.destroyed) {
      await new Promise((wake) => { setTimeout(wake, 15); });
    }
    res.json({ ok: true, result: server.storage.userMessages.slice(0, 100).map(TelegramServer.formatUpdate) });
  });
  bot('setMyCommands', (req, res) => {
    stats.commands = JSON.parse(req.body.commands);
    res.json({ ok: true, result: true });
  });
  bot('answerCallbackQuery', (req, res) => {
    stats.callbacks += 1;
    res.json({ ok: true, result: true });
  });
  bot('deleteMessages', (req, res) => {
    const named = [].concat(JSON.parse(req.body.message_ids));
    if (named.length > 100) return refuse(res, 400, 'Bad Request: too many messages to delete');
    const gone = new Set(named.map(Number));
    const stays = (update) => (
      !gone.has(update.messageId) || String(update.message.chat_id ?? update.message.chat?.id) !== String(req.body.chat_id)
    );
    for (const store of ['botMessages', 'userMessages']) {
      server.storage[store] = server.storage[store].filter(stays);
    }
    stats.deleted.push(...named);
    return res.json({ ok: true, result: true });
  });
  bot('sendMessage', (req, res, next) => {
    const now = Date.now();
    sendTimes = sendTimes.filter((time) => time > now - 1000);
    if (blocked.has(String(req.body.chat_id))) {
      return refuse(res, 403, 'Forbidden: bot was blocked by the user');
    }
    if (sendTimes.length >= perSecond) {
      stats.refused += 1;
      return refuse(res, 429, 'Too Many Requests: retry after 1', { retry_after: 1 });
    }
    sendTimes.push(now);
    delete req.body.link_preview_options; // would come back as a string, which aiogram refuses
    if (req.body.entities) req.body.entities = JSON.parse(req.body.entities);
    stats.sent += 1;
    stats.peak = Math.max(stats.peak, sendTimes.length);
    return next();
  });

  app.get('/stats', (req, res) => res.json(stats));
  app.post('/limit', (req, res) => { perSecond = req.body.per_second || Infinity; res.json({ ok: true }); });
  app.post('/block', (req, res) => { blocked.add(String(req.body.chat_id)); res.json({ ok: true }); });
}

const server = new TelegramServer(
  { host: '127.0.0.1', port: Number(port), storeTimeout: 3600 },
  { routes: [routes] },
);
server.start().then(() => console.log('ready'));
// When the tests are killed, their end of the pipe closes.
process.stdin.resume().on('end', () => process.exit());
