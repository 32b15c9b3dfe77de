import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    remix({
      ignoredRouteFiles: ['**/.*', '**/*.test.ts', '**/*.test.tsx'],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_singleFetch: true,
        // The admin has a handful of routes: knowing them all at once costs less than asking for each.
        v3_lazyRouteDiscovery: false,
        v3_routeConfig: false,
      },
    }),
  ],
  ssr: {
    // These ship modules that Node cannot load by itself: JSON without import attributes, or CommonJS with bare paths.
    noExternal: [
      '@shopify/polaris',
      '@shopify/polaris-icons',
      '@shopify/app-bridge-react',
      '@shopify/shopify-app-remix',
    ],
  },
  build: {
    // A content security policy and an embedded frame are both simpler without inlined files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
});
