// Starts the page's components. Loaded on every page; nothing here is needed to use one.
import {
  Button, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, createAll
} from './vendor/govuk-frontend.js'

// Leaves without a trace on this device: the page is hidden at once, the place in the chat is
// forgotten, and the back button does not lead here again.
function forgetWords () {
  try { sessionStorage.clear() } catch {}
}

class LeaveAtOnce extends ExitThisPage {
  static moduleName = ExitThisPage.moduleName

  exitPage () {
    document.title = ''
    forgetWords()
    const token = document.querySelector('[name=csrftoken]')
    navigator.sendBeacon('/chat/hide', new URLSearchParams({ csrftoken: token ? token.value : '' }))
    document.body.classList.add('govuk-exit-this-page-hide-content')
    window.location.replace(this.$button.href)
  }
}

if (window.location.pathname === '/closed') forgetWords()

for (const component of [
  Button, Checkboxes, ErrorSummary, LeaveAtOnce, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink
]) {
  createAll(component)
}

// A note for somebody's record. Where a browser keeps pages from the clipboard, it is marked to be copied.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const said = button.parentElement.querySelector('[data-copied]')
  const note = button.parentElement.querySelector('textarea')
  said.textContent = ''
  note.select()
  try {
    await navigator.clipboard.writeText(note.value)
    said.textContent = said.dataset.copied
  } catch {
    if (document.execCommand('copy')) said.textContent = said.dataset.copied
  }
})

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print())
}

// A page that the browser kept in memory may show what has been hidden since.
window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload() })
