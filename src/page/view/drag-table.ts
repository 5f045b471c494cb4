import { h } from './element.ts'
import type { PageState } from './page-state.ts'

const threshold = 5

/** Follows the pointer from a row; let go over another room, the table moves there. Escape puts it back. */
export function startDrag(down: PointerEvent, row: HTMLElement, state: PageState): void {
  if (down.button !== 0) return
  const node = Number(row.dataset['node'])
  let ghost: HTMLElement | undefined
  let target: HTMLElement | undefined
  const aim = (room: HTMLElement | undefined) => {
    target?.classList.remove('target')
    target = room
    target?.classList.add('target')
  }
  const move = (event: PointerEvent) => {
    if (ghost === undefined) {
      if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < threshold) return
      ghost = h('div', { class: 'ghost' }, row.textContent ?? '')
      document.body.append(ghost)
    }
    event.preventDefault()
    ghost.style.transform = `translate(${event.clientX + 8}px, ${event.clientY + 8}px)`
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('.room') ?? undefined
    aim(under !== undefined && Number(under.dataset['room']) !== state.rooms[node] ? under : undefined)
  }
  const end = (drop: boolean) => {
    const room = target
    const dragged = ghost !== undefined
    aim(undefined)
    ghost?.remove()
    for (const [type, listener] of listeners) window.removeEventListener(type, listener)
    if (!dragged) return
    // The click that ends a drag selects nothing.
    const swallow = (event: Event) => event.stopPropagation()
    window.addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => window.removeEventListener('click', swallow, { capture: true }))
    if (drop && room !== undefined) state.move(node, Number(room.dataset['room']))
  }
  const listeners: [string, EventListener][] = [
    ['pointermove', (event) => move(event as PointerEvent)],
    ['pointerup', () => end(true)],
    ['pointercancel', () => end(false)],
    ['keydown', (event) => (event as KeyboardEvent).key === 'Escape' && end(false)],
  ]
  for (const [type, listener] of listeners) window.addEventListener(type, listener)
}
