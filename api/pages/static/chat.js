// The chat without reloads. htmx sends the form and puts the answer in; this shows a tap at once, adds
// what the person said (which stays in this window), and moves the focus.
const log = document.getElementById('log')
const problem = document.getElementById('problem')
const calm = window.matchMedia('(prefers-reduced-motion: reduce)')
const KEPT = 'heard_words' // words that were too long: they outlast a reload, not the window
const MOST = 2000
const SHOWN_FROM = 0.8 * MOST
let tapped = null
let pending = null

const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true)
const turn = () => document.getElementById('turn')
const box = () => document.getElementById('text')
const drawn = () => turn().querySelector('.heard-turn__form')

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

// What a person says with a button: its label; with the one that leads on the things ticked before.
function wordsOf (submitter) {
  if (submitter?.name !== 'choice') return box()?.value.trim() ?? ''
  const ticked = [...turn().querySelectorAll('[aria-pressed=true]')].map((button) => button.textContent.trim().replace(/\.$/, ''))
  return submitter.closest('.heard-onward') && ticked.length ? ticked.join(', ') : submitter.textContent.trim()
}

// One question at a time: what was said before goes, but who can help stays in sight.
function tidy () {
  if (turn().dataset.kind === 'talk') return
  for (const piece of [...log.children]) if (!piece.matches('.heard-said--help')) piece.remove()
}

// One turn at a time: what is sent while an answer is on its way would belong to a question that is gone.
// The mark on the button is there before anything is sent; a tick shows as set at once.
document.addEventListener('submit', (event) => {
  if (event.target.closest('#turn') === null) return
  if (tapped) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  tapped = event.submitter ?? turn().querySelector('.heard-go')
  tapped?.setAttribute('data-tapped', '')
  turn().setAttribute('aria-busy', 'true')
}, true)

document.addEventListener('htmx:before:request', (event) => {
  const { submitter } = event.detail.ctx.request
  const asked = turn().dataset.asks
  problem.replaceChildren()
  tidy()
  pending = { asked, pieces: [], ticks: null, submitter }
  if (submitter?.hasAttribute('aria-pressed')) {
    // A tick is no answer yet: nothing is said, and the focus stays on it.
    pending.ticks = submitter.value
  } else {
    const said = wordsOf(submitter)
    if (asked) pending.pieces.push(add('was-asked', document.getElementById('asked').textContent.trim()))
    if (said) pending.pieces.push(add('you-said', said))
    pending.pieces.push(add('waiting'))
  }
  rest(true)
})

document.addEventListener('htmx:after:swap', () => {
  if (!pending) return
  const { pieces, ticks, submitter } = pending
  pending = tapped = null
  if (ticks) {
    turn().querySelector(`[aria-pressed][value="${CSS.escape(ticks)}"]`)?.focus({ preventScroll: true })
    return
  }
  keep()
  count()
  if (box()?.dataset.refused !== undefined && submitter?.name !== 'choice') sayItWasTooLong(pieces)
  const waiting = pieces.at(-1)
  const firstNew = waiting.nextElementSibling
  waiting.remove()
  document.getElementById('asked').focus({ preventScroll: true })
  const target = firstNew ?? turn()
  target.scrollIntoView({ block: 'start', behavior: calm.matches ? 'auto' : 'smooth' })
})

// Too many words stand in the box again: once is enough.
function sayItWasTooLong (pieces) {
  pieces.find((piece) => piece.matches('.heard-said--you'))?.replaceWith(copy('too-long'))
}

function keep () {
  try {
    if (box()?.dataset.refused !== undefined) {
      sessionStorage.setItem(KEPT, JSON.stringify([turn().dataset.asks, box().value]))
    } else {
      sessionStorage.removeItem(KEPT)
    }
  } catch {} // a browser that keeps nothing
}

function giveBack () {
  try {
    const [asked, words] = JSON.parse(sessionStorage.getItem(KEPT)) ?? []
    if (words && asked === turn().dataset.asks && box() && !box().value) box().value = words
  } catch {}
}

// How many letters, once there are nearly too many; not with every letter, as it is read out.
let counting = null
function count () {
  const shown = document.getElementById('text-count')
  if (!shown) return
  const letters = [...box().value.trim()].length
  const number = (value) => value.toLocaleString('en-GB')
  shown.textContent = letters < SHOWN_FROM
    ? ''
    : shown.dataset.words.replace('{at}', number(letters)).replace('{of}', number(MOST))
  shown.classList.toggle('heard-count--over', letters > MOST)
}

document.addEventListener('input', (event) => {
  if (event.target.id !== 'text') return
  clearTimeout(counting)
  counting = setTimeout(count, 300)
})

giveBack()
count()

// Nothing is lost: the words are still in the box, the answer keeps its mark, and one tap sends the very
// same turn once more. Its key makes sure that it is taken once, even if it had got through.
function notSent () {
  if (!pending) return
  const { pieces, submitter } = pending
  pending = tapped = null
  for (const piece of pieces) piece.remove()
  rest(false)
  turn().removeAttribute('aria-busy')
  problem.replaceChildren(copy('not-sent'))
  problem.querySelector('[data-again]').addEventListener('click', () => {
    drawn().requestSubmit(submitter?.isConnected ? submitter : null)
  })
  problem.scrollIntoView({ block: 'nearest' })
}

// Another answer takes the mark over.
document.addEventListener('click', (event) => {
  if (tapped || !event.target.closest('#turn button')) return
  for (const marked of turn().querySelectorAll('[data-tapped]')) marked.removeAttribute('data-tapped')
}, true)

// With a real keyboard Enter sends a question, as in every chat; Shift and Enter make a new line.
document.addEventListener('keydown', (event) => {
  const typing = event.target.id === 'text' && turn().dataset.kind === 'talk' && window.matchMedia('(pointer: fine)').matches
  if (!typing || event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  event.target.form.requestSubmit()
})

document.addEventListener('htmx:error', notSent)
document.addEventListener('htmx:response:error', notSent)
