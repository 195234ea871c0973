// Starts the page's components. Loaded on every page; nothing here is needed to use one.
import {
  Button, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, Radios, ServiceNavigation, SkipLink, createAll
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
  Button, Checkboxes, ErrorSummary, LeaveAtOnce, NotificationBanner, Radios, ServiceNavigation, SkipLink
]) {
  createAll(component)
}

// A page that the browser kept in memory may show what has been hidden since.
window.addEventListener('pageshow', (event) => { if (event.persisted) window.location.reload() })
