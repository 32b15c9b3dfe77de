/** At the counter: a member's card is scanned, and stamps are given. */
import { ScanPage } from '../ui/activities/scan-page.tsx';

export default function Scan() {
  return <ScanPage />;
}
