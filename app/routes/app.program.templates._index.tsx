/** Templates to start anew from. */
import { TemplatesPage } from '../ui/templates/templates-page.tsx';

export default function ProgramTemplates() {
  return <TemplatesPage />;
}
