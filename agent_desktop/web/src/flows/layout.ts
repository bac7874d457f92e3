/** Where the nodes of a flow stand in its picture. Pure. */
import dagre from '@dagrejs/dagre'
import { waysOf, type Flow } from './shapes'

export const NODE_WIDTH = 188
export const NODE_HEIGHT = 68

export interface Placed {
  code: string
  x: number
  y: number
}

export interface Edge {
  id: string
  from: string
  to: string
  /** Outcomes that lead the same way share an edge. */
  outcomes: string[]
}

/** Edges between nodes that exist; several outcomes from one node to another are one edge. */
export function edgesOf(flow: Flow): Edge[] {
  const found = new Map<string, Edge>()
  for (const [from, node] of Object.entries(flow.nodes)) {
    for (const { outcome, to } of waysOf(node)) {
      if (!(to in flow.nodes)) continue
      const id = `${from}>${to}`
      const edge = found.get(id) ?? { id, from, to, outcomes: [] }
      edge.outcomes.push(outcome)
      found.set(id, edge)
    }
  }
  return [...found.values()]
}

/** Left to right from the start; the same flow has the same picture each time. */
export function placesOf(flow: Flow): Placed[] {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 190, marginx: 8, marginy: 8 })
  graph.setDefaultEdgeLabel(() => ({}))
  const codes = Object.keys(flow.nodes).sort((one, other) => Number(other === flow.start) - Number(one === flow.start))
  for (const code of codes) graph.setNode(code, { width: NODE_WIDTH, height: NODE_HEIGHT })
  for (const edge of edgesOf(flow)) if (edge.from !== edge.to) graph.setEdge(edge.from, edge.to)
  dagre.layout(graph)
  return codes.map((code) => {
    const { x, y } = graph.node(code)
    return { code, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 }
  })
}
