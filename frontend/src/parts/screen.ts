/** What a screen is told about where it stands. */
export interface ScreenProps {
  readonly path: string;
  /** The record that the address names; empty where it names none. */
  readonly id: string;
  readonly query: URLSearchParams;
}
