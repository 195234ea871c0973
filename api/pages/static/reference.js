// Draws the API's description; trying it out stays on this server.
const place = document.getElementById('reference')
window.SwaggerUIBundle({ domNode: place, url: place.dataset.description, validatorUrl: null })
