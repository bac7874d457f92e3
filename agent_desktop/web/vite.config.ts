import vue from '@vitejs/plugin-vue'
import element from 'unplugin-element-plus/vite'
import { defineConfig } from 'vite'
import { precompressed } from './tools/precompressed.ts'

// Where a running hotline answers during `npm run dev`.
const hotline = process.env['HOTLINE_HTTP_PORT'] ?? '8000'
const target = `http://127.0.0.1:${hotline}`

export default defineConfig({
  plugins: [vue(), element({}), precompressed()],
  define: {
    __VUE_OPTIONS_API__: 'true', // Element Plus has components of that kind
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: '../pages',
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // data: addresses of scripts and fonts are refused by the pages' policy
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { index: 'index.html', phone: 'phone.html', citizen: 'citizen.html', progress: 'progress.html', public: 'public.html' },
      output: {
        codeSplitting: {
          groups: [{ name: 'vue', test: /node_modules\/(@vue|vue|vue-router|pinia|vue-i18n|@intlify)\// }],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target, ws: true },
      '/health': { target },
    },
  },
})
