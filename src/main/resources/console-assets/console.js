// The console's one script: keeps a page current, and makes it handy. Pages work without it, standing still.
const $ = (id) => document.getElementById(id)
const { base } = document.body.dataset
const policy = window.trustedTypes?.createPolicy('bridge', { createHTML: (html) => html })
const parsed = (html) => {
  const template = document.createElement('template')
  template.innerHTML = policy ? policy.createHTML(html) : html
  return template.content.firstElementChild
}

// --- Times: UTC as they come, local when somebody wants it
const local = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })
const isLocal = () => localStorage.getItem('bridge-zone') === 'local'
const showTimes = (within) => {
  for (const time of within.querySelectorAll('time')) {
    time.dataset.utc ??= time.textContent
    time.textContent = isLocal() ? local.format(new Date(time.dateTime)) : time.dataset.utc
    time.title = isLocal() ? `${time.dataset.utc} UTC` : time.dateTime
  }
}
const zone = $('zone')
const showZone = () => {
  zone.hidden = false
  zone.textContent = isLocal() ? 'Local time' : 'UTC'
  zone.setAttribute('aria-label', `Times are ${isLocal() ? 'local' : 'UTC'}: change`)
  showTimes(document)
}
zone.addEventListener('click', () => {
  localStorage.setItem('bridge-zone', isLocal() ? 'utc' : 'local')
  showZone()
})

// --- Theme: a cookie, so that the next page comes in it at once
const themes = ['', 'light', 'dark']
const theme = $('theme')
const showTheme = () => {
  const now = document.documentElement.dataset.theme ?? ''
  theme.hidden = false
  theme.textContent = { '': 'Auto', light: 'Light', dark: 'Dark' }[now]
  theme.setAttribute('aria-label', `Theme: ${theme.textContent}. Change`)
}
theme.addEventListener('click', () => {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme ?? '') + 1) % themes.length]
  if (next) document.documentElement.dataset.theme = next
  else delete document.documentElement.dataset.theme
  document.cookie = `bridge-theme=${next};path=/;max-age=${next ? 31536000 : 0};samesite=lax`
  showTheme()
})

// --- The stream
const status = $('stream')
const pause = $('pause')
const waiting = new Map()
const sent = new Map()
let source, paused = false, lost, again, hiding

const say = (text, kind) => {
  const shown = status.firstElementChild ?? status.appendChild(document.createElement('span'))
  if (shown.textContent !== text) shown.textContent = text
  shown.className = kind
}
// What is open, selected or under the hand is not replaced; it is when it is left.
const isHeld = (element) =>
  element.contains(document.activeElement) || element.querySelector('details[open], dialog[open], input:checked') ||
  (getSelection()?.type === 'Range' && getSelection().containsNode(element, true))
const put = (id, html) => {
  const old = $(id)
  const fresh = parsed(html)
  if (!fresh) return
  showTimes(fresh)
  if (!old) return fresh
  if (old.outerHTML === fresh.outerHTML) return waiting.delete(id)
  if (isHeld(old)) return waiting.set(id, html)
  waiting.delete(id)
  for (const name of ['chosen']) if (old.classList.contains(name)) fresh.classList.add(name)
  old.replaceWith(fresh)
}
// A part comes whole, or as what is new between its beginning and its end.
const whole = (id, part) => {
  if (typeof part !== 'string') {
    const [begin, end, middle] = part
    const last = sent.get(id)
    part = last.slice(0, begin) + middle + last.slice(last.length - end)
  }
  sent.set(id, part)
  return part
}
const take = ({ parts = {}, lists = {} }) => {
  const news = new Map()
  for (const [id, part] of Object.entries(parts)) {
    const fresh = put(id, whole(id, part))
    if (fresh) news.set(id, fresh)
  }
  const focused = document.activeElement
  for (const [id, order] of Object.entries(lists)) {
    const parent = $(id)
    if (!parent) continue
    for (const child of [...parent.children]) if (child.id && !order.includes(child.id) && !isHeld(child)) child.remove()
    let at = [...parent.children].find((child) => child.id)
    for (const wanted of order) {
      const child = $(wanted) ?? news.get(wanted)
      if (!child) continue
      if (child === at) at = at.nextElementSibling
      else parent.insertBefore(child, at ?? null)
    }
  }
  // What is moved loses the focus.
  if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true })
}
const close = () => { source?.close(); source = undefined; clearTimeout(again) }
const open = () => {
  if (source || paused || document.hidden) return
  source = new EventSource(location.pathname + location.search)
  source.onopen = () => { lost = undefined; say('Live', 'on') }
  source.onmessage = (event) => take(JSON.parse(event.data))
  source.onerror = async () => {
    close()
    lost ??= new Date().toLocaleTimeString('sv-SE')
    say(`Not connected since ${lost}`, 'off')
    again = setTimeout(open, 3000)
    const answer = await fetch(location.href, { method: 'HEAD', headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(5000) }).catch(() => undefined)
    if (answer?.redirected) location.reload()
  }
}
const setPaused = (value) => {
  paused = value
  pause.setAttribute('aria-pressed', String(paused))
  pause.textContent = paused ? 'Go on' : 'Pause'
  if (paused) { close(); say('Paused', '') } else open()
}
if ('live' in document.body.dataset) {
  pause.hidden = false
  pause.addEventListener('click', () => setPaused(!paused))
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding)
    if (document.hidden) hiding = setTimeout(close, 30000)
    else open()
  })
  document.addEventListener('focusout', () => setTimeout(() => {
    for (const [id, html] of [...waiting]) put(id, html)
  }, 100))
  addEventListener('pagehide', close)
  addEventListener('pageshow', open)
  open()
}

// --- Forms: dangerous ones ask first; none is sent twice
const ask = (form, button) => {
  const dialog = document.createElement('dialog')
  const chosen = [...document.querySelectorAll(`input[form="${form.id}"]:checked`)].map((box) => box.dataset.name ?? box.value)
  const heading = document.createElement('h2')
  heading.id = 'asked'
  heading.textContent = form.dataset.confirm.replace('%', String(chosen.length))
  const what = document.createElement('p')
  what.textContent = form.dataset.what ?? chosen.slice(0, 12).join(', ') + (chosen.length > 12 ? ', ...' : '')
  const keep = Object.assign(document.createElement('button'), { type: 'button', textContent: form.dataset.keep ?? 'Keep' })
  const go = Object.assign(document.createElement('button'), { type: 'button', textContent: button.textContent, className: 'danger' })
  const actions = Object.assign(document.createElement('div'), { className: 'actions' })
  actions.append(keep, go)
  dialog.append(heading, what, actions)
  dialog.setAttribute('aria-labelledby', 'asked')
  dialog.addEventListener('close', () => dialog.remove())
  keep.addEventListener('click', () => dialog.close())
  go.addEventListener('click', () => { dialog.close(); form.dataset.sure = ''; form.requestSubmit(button) })
  document.body.append(dialog)
  dialog.showModal()
  keep.focus()
}
document.addEventListener('submit', (event) => {
  const form = event.target
  const button = event.submitter
  if ('confirm' in form.dataset && !('sure' in form.dataset)) {
    event.preventDefault()
    return ask(form, button)
  }
  if ('sent' in form.dataset) return event.preventDefault()
  if (form.method === 'post') {
    form.dataset.sent = ''
    setTimeout(() => { delete form.dataset.sent; delete form.dataset.sure }, 5000)
  }
  // An empty filter is no filter.
  if (form.method === 'get') for (const field of form.elements) if (field.name && !field.value) field.disabled = true
})
document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-all]')) {
    for (const box of document.querySelectorAll(`input[name="${target.dataset.all}"]`)) if (!box.closest('[hidden]')) box.checked = target.checked
  }
  if (target.matches('select[data-go]')) target.form.requestSubmit()
})
document.addEventListener('input', ({ target }) => {
  if (!target.matches('[data-filter]')) return
  const wanted = target.value.toLowerCase()
  for (const row of document.querySelectorAll(target.dataset.filter)) row.hidden = !row.textContent.toLowerCase().includes(wanted)
})
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy]')
  if (!button) return
  await navigator.clipboard?.writeText(button.dataset.copy)
  const text = button.textContent
  button.textContent = 'Copied'
  setTimeout(() => { button.textContent = text }, 1500)
})
for (const shown of document.querySelectorAll('[data-copy]')) shown.hidden = !navigator.clipboard

// --- Keys: can be switched off on the page of help
const pagesByKey = { o: '/', j: '/jobs', e: '/events', b: '/blocked', r: '/replications', a: '/audit', h: '/health' }
let prefix = false
const rows = () => [...document.querySelectorAll('main tbody tr:not([hidden])')].filter((row) => row.querySelector('a'))
const move = (by) => {
  const all = rows()
  const now = all.findIndex((row) => row.classList.contains('chosen') || row.contains(document.activeElement))
  const next = all[Math.min(all.length - 1, Math.max(0, now + by))]
  if (!next) return
  all[now]?.classList.remove('chosen')
  next.classList.add('chosen')
  next.querySelector('a').focus()
}
const keys = {
  '/': () => document.querySelector('[data-search], [type=search]')?.focus(),
  n: () => { location.href = `${base}/extract` },
  j: () => move(1),
  k: () => move(-1),
  x: () => document.activeElement?.closest('tr')?.querySelector('input[type=checkbox]')?.click(),
  '.': () => setPaused(!paused),
  '?': () => { location.href = `${base}/help` },
  g: () => { prefix = true; setTimeout(() => { prefix = false }, 1200) }
}
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem('bridge-keys') === 'off') return
  if (event.target.closest('input:not([type=checkbox]), select, textarea, dialog')) return
  if (prefix && event.key in pagesByKey) location.href = base + pagesByKey[event.key]
  else if (event.key in keys) keys[event.key]()
  else return
  prefix = event.key === 'g'
  event.preventDefault()
})
const single = $('single-keys')
if (single) {
  single.checked = localStorage.getItem('bridge-keys') !== 'off'
  single.addEventListener('change', () => localStorage.setItem('bridge-keys', single.checked ? 'on' : 'off'))
}

showZone()
showTheme()

// --- The form of an extraction: parameters of the chosen templates only
const chosenQueries = () => [...document.querySelectorAll('input[name=query]:checked')].map((box) => box.value)
const showParameters = () => {
  const chosen = chosenQueries()
  for (const row of document.querySelectorAll('[data-used]')) {
    row.hidden = chosen.length > 0 && !row.dataset.used.split(' ').some((name) => chosen.includes(name))
  }
}
document.addEventListener('change', ({ target }) => { if (target.matches('input[name=query], [data-all]')) showParameters() })
showParameters()
