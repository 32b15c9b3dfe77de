/** The program at a glance. */
import { OverviewPage } from '../ui/program-form/overview-page.tsx';

export default function ProgramOverview() {
  return <OverviewPage />;
}
