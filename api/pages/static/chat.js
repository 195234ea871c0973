// The chat without reloads. htmx sends the form and puts the answer in; this adds what the person
// said (which stays in this window), shows that an answer is coming, and moves the focus.
const log = document.getElementById('log')
const problem = document.getElementById('problem')
const calm = window.matchMedia('(prefers-reduced-motion: reduce)')
let pending = null

const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true)
const turn = () => document.getElementById('turn')
const box = () => document.getElementById('text')

function add (id, words = '') {
  const piece = copy(id)
  piece.append(words)
  log.append(piece)
  return piece
}

function rest (still) {
  for (const button of turn().querySelectorAll('button')) button.disabled = still
  if (box()) box().readOnly = still
}

// What a person says with a button: its label; with "That's all" the things ticked before.
function wordsOf (submitter) {
  if (submitter?.name !== 'choice') return box()?.value.trim() ?? ''
  const ticked = [...turn().querySelectorAll('[aria-pressed=true]')].map((button) => button.textContent.trim())
  return submitter.value === ':done' && ticked.length ? ticked.join(', ') : submitter.textContent.trim()
}

// One turn at a time: what is sent while an answer is on its way would belong to a question that is gone.
document.addEventListener('submit', (event) => {
  if (!pending || event.target.closest('#turn') === null) return
  event.preventDefault()
  event.stopImmediatePropagation()
}, true)

document.addEventListener('htmx:before:request', (event) => {
  const { submitter } = event.detail.ctx.request
  const asked = turn().dataset.asks
  problem.replaceChildren()
  pending = { asked, words: box()?.value ?? '', pieces: [], ticks: null }
  if (submitter?.hasAttribute('aria-pressed')) {
    // A tick is no answer yet: nothing is said, and the focus stays on it.
    pending.ticks = submitter.value
  } else {
    const said = wordsOf(submitter)
    if (asked) pending.pieces.push(add('was-asked', document.getElementById('asked').textContent.trim()))
    if (said) pending.pieces.push(add('you-said', said))
    pending.pieces.push(add('waiting'))
    pending.pieces.at(-1).scrollIntoView({ block: 'nearest' })
    if (box()) box().value = ''
  }
  rest(true)
})

document.addEventListener('htmx:after:swap', () => {
  if (!pending) return
  const { asked, words, pieces, ticks } = pending
  pending = null
  if (ticks) {
    turn().querySelector(`[aria-pressed][value="${CSS.escape(ticks)}"]`)?.focus({ preventScroll: true })
    return
  }
  const waiting = pieces.at(-1)
  const firstNew = waiting.nextElementSibling
  waiting.remove()
  // The same question again: the answer did not fit, or help was asked for. What was written is not lost.
  if (asked && turn().dataset.asks === asked && box()) box().value = words
  document.getElementById('asked').focus({ preventScroll: true })
  const target = firstNew ?? turn()
  target.scrollIntoView({ block: 'start', behavior: calm.matches ? 'auto' : 'smooth' })
})

function notSent () {
  if (!pending) return
  const { pieces, words } = pending
  pending = null
  for (const piece of pieces) piece.remove()
  if (box()) box().value = words
  rest(false)
  problem.replaceChildren(copy('not-sent'))
  problem.scrollIntoView({ block: 'nearest' })
}

// With a real keyboard Enter sends a question, as in every chat; Shift and Enter make a new line.
document.addEventListener('keydown', (event) => {
  const typing = event.target.id === 'text' && turn().dataset.kind === 'talk' && window.matchMedia('(pointer: fine)').matches
  if (!typing || event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  event.target.form.requestSubmit()
})

document.addEventListener('htmx:error', notSent)
document.addEventListener('htmx:response:error', notSent)
