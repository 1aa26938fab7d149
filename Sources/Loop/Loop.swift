// The loop of the device: idle, listening, thinking, speaking, and what interrupts them. It knows the board, the ears,
// the clerk and the voice; it knows nothing of journal, socket or service manager, which watch it through its events
// and speak to it through its commands.
package import Board
package import Session
