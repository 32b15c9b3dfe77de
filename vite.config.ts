import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig, type Plugin } from 'vite';

/**
 * The hot doors and the worker as an entry of their own, build/server/runtime.js, which shares its modules with Remix's: a process
 * answers webhooks before it has loaded a page of the admin.
 */
function runtimeEntry(): Plugin {
  let isServerBuild = false;
  return {
    name: 'regulars-runtime-entry',
    apply: 'build',
    configResolved(config) {
      isServerBuild = Boolean(config.build.ssr);
    },
    buildStart() {
      if (!isServerBuild) return;
      this.emitFile({
        type: 'chunk',
        id: 'app/runtime.server.ts',
        fileName: 'runtime.js',
        preserveSignature: 'strict',
      });
    },
  };
}

export default defineConfig({
  plugins: [
    runtimeEntry(),
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
