import {
  createTheme,
  standardTransformers,
  standardTransformersRegistry,
  type DataFrame,
  type TransformerRegistryItem,
} from '@grafana/data';
import { GlobalStyles, PortalContainer, ThemeContext } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import type { Picture } from '../picture.ts';
import { DashboardPage } from './DashboardPage.tsx';
import { frames } from './frames.ts';

declare global {
  interface Window {
    /** Shows a picture; its height in pixels when it is there. */
    draw: (picture: Picture) => Promise<number>;
    __grafana_public_path__?: string;
  }
}

window.__grafana_public_path__ = '/public/';

// Grafana registers its transformations with their editors, which are not needed to draw.
standardTransformersRegistry.setInit(() =>
  // Some are there twice, under an old name, too.
  [...new Map(Object.values(standardTransformers).map((each) => [each.id, each])).values()].map(
    (transformation) =>
      ({
        id: transformation.id,
        name: transformation.name,
        transformation: () => Promise.resolve(transformation),
      }) as unknown as TransformerRegistryItem,
  ),
);

window.draw = async (picture) => {
  const theme = createTheme({ colors: { mode: picture.theme } });
  const byPanel = new Map<number, DataFrame[]>();
  for (const panel of picture.dashboard.panels) {
    byPanel.set(panel.id, await frames(panel, picture, theme));
  }
  const root = document.getElementById('root')!;
  createRoot(root).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PortalContainer />
      <DashboardPage picture={picture} frames={byPanel} />
    </ThemeContext.Provider>,
  );
  await document.fonts.ready;
  // Two frames: components measure themselves in the first and draw in the second.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return root.scrollHeight;
};
