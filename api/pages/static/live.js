// Parts of a page that change by themselves. The server sends each as it should now look; while nobody sees
// the page nothing is asked. Without this script, or when the server has gone, a link asks for the page again.
const CALM = 10_000 // milliseconds between two things that are read aloud

function follow (part) {
  const said = part.parentElement.querySelector('[data-live-said]')
  const again = part.parentElement.querySelector('[data-live-again]')
  let source = null
  let spoken = part.textContent.trim()
  let waiting = null

  function say () {
    waiting = null
    const words = (part.querySelector('[data-say]') ?? part).textContent.trim().replace(/\s+/g, ' ')
    if (words !== spoken) said.textContent = spoken = words
  }

  function stop () {
    source?.close()
    source = null
  }

  function listen () {
    if (source) return
    source = new EventSource(part.dataset.live)
    again.hidden = true
    source.addEventListener('message', (event) => {
      part.innerHTML = event.data
      if (said && !waiting) waiting = setTimeout(say, CALM)
    })
    source.addEventListener('over', () => {
      stop()
      window.location.reload()
    })
    // A stream that was only cut off is taken up again by the browser itself.
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) again.hidden = false
    })
  }

  const seen = () => document.visibilityState === 'visible' ? listen() : stop()
  document.addEventListener('visibilitychange', seen)
  window.addEventListener('pagehide', stop)
  seen()
}

for (const part of document.querySelectorAll('[data-live]')) follow(part)
