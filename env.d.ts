/// <reference types="vite/client" />
import '@remix-run/node';

declare module '@remix-run/node' {
  /** Loader data keeps its types: single fetch carries more than JSON. */
  interface Future {
    v3_singleFetch: true;
  }
}
