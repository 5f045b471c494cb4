import type { PageData } from '../page-data.ts'
import { CrossingList } from './crossing-list.ts'
import { DetailPanel } from './detail-panel.ts'
import { Stage } from './draw-stage.ts'
import { h } from './element.ts'
import { PageState } from './page-state.ts'
import { TopBar } from './top-bar.ts'
import { WhatIfBar } from './what-if-bar.ts'

const state = new PageState(JSON.parse(document.getElementById('plan')!.textContent!) as PageData)
const stage = new Stage(state)
const panel = new DetailPanel(state)
const list = new CrossingList(state)
const bar = new WhatIfBar(state)
const top = new TopBar(
  state,
  (node) => stage.show(node),
  (to) => stage.scale(to),
)

document.body.append(top.element, h('main', {}, stage.element, panel.element, bar.element, list.element))
const drawAll = (): void => {
  for (const part of [top, stage, panel, bar, list]) part.draw()
}
drawAll()
stage.scale('fit')
state.onChange((what) => {
  if (what === 'all') return drawAll()
  stage.mark()
  panel.draw()
})

// Paper is as wide as the picture is made.
let unscale = (): void => {}
window.addEventListener('beforeprint', () => (unscale = stage.scaleTo(980)))
window.addEventListener('afterprint', () => unscale())
