/**
 * A description that Asterisk understands. A page without the microphone's permission names itself by mDNS: Asterisk
 * takes the missing address for a call on hold and cannot use the names. It learns the true address from the browser's
 * own checks, so any address of its own will do until then.
 */
const stand = '127.0.0.1'

export function reachable(sdp: string): string {
  if (!/^a=candidate:.* \S+\.local /m.test(sdp)) return sdp
  return sdp.replace(/^c=IN IP[46] (0\.0\.0\.0|::)(?=\r?$)/gm, `c=IN IP4 ${stand}`).replace(/^(a=candidate:\S+ \d+ \S+ \d+) \S+\.local /gm, `$1 ${stand} `)
}
