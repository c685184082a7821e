import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import puppeteer, { type Browser } from 'puppeteer-core';
import sharp, { type Sharp } from 'sharp';
import { HOME } from '../dashboards.ts';
import type { Picture } from '../picture.ts';

const SCREEN = { width: 1920, height: 1080 };
const MODULES = join(HOME, 'node_modules');

/** Where Grafana's components look for their fonts and icons, and where those are here. */
const PUBLIC: [prefix: RegExp, file: (match: RegExpExecArray) => string][] = [
  [/^\/public\/build\/img\/icons\/([\w/-]+\.svg)$/, (match) => join(MODULES, '@grafana/ui/dist/public/img/icons', match[1]!)],
  [/^\/public\/fonts\/inter\/Inter-Regular\.woff2$/, () => font('inter/files/inter-latin-400-normal')],
  [/^\/public\/fonts\/inter\/Inter-Medium\.woff2$/, () => font('inter/files/inter-latin-500-normal')],
  [/^\/public\/fonts\/roboto\/.*\.woff2$/, () => font('roboto-mono/files/roboto-mono-latin-400-normal')],
];

function font(name: string): string {
  return join(MODULES, '@fontsource', `${name}.woff2`);
}

/** A page with Grafana's components in a browser without a window. */
export class Page {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
    private readonly profile: string,
  ) {}

  static async open(chromium: string): Promise<Page> {
    const server = await serve(await bundle());
    // A directory of our own: two runs at the same time must not share one.
    const profile = mkdtempSync(join(tmpdir(), 'crowsnest-preview-'));
    const browser = await puppeteer.launch({
      executablePath: chromium.includes('/') ? chromium : join('/usr/bin', chromium),
      userDataDir: profile,
      // Chromium's sandbox does not start for root, as whom continuous integration runs; it shows only what we made.
      args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
    });
    return new Page(server, browser, profile);
  }

  /** Draws `picture` into two files: the first screen, and all of it. */
  async draw(picture: Picture, firstScreen: string, full: string): Promise<void> {
    const page = await this.browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('requestfailed', (request) => complaints.push(`not found: ${request.url()}`));
    page.on('response', (response) => response.status() >= 400 && complaints.push(`${response.status()}: ${response.url()}`));
    try {
      await page.setViewport(SCREEN);
      const { port } = this.server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/`);
      const height = await page.evaluate((json) => window.draw(JSON.parse(json) as Picture), JSON.stringify(picture));
      await page.setViewport({ ...SCREEN, height: Math.max(SCREEN.height, Math.ceil(height)) });
      await page.waitForNetworkIdle({ idleTime: 500 });
      const whole = await page.screenshot();
      await small(whole).toFile(full);
      await small(whole)
        .extract({ left: 0, top: 0, ...SCREEN })
        .toFile(firstScreen);
    } finally {
      await page.close();
    }
    if (complaints.length > 0) {
      throw new Error(`the page of ${picture.dashboard.uid} complains: ${[...new Set(complaints)].join('; ')}`);
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** With a palette: a third of the size, and no difference that one sees in lines and letters. */
function small(png: Uint8Array): Sharp {
  return sharp(png).png({ palette: true, colours: 128, dither: 0.5, effort: 10 });
}

/** The page's code and style, each in one file. */
interface Bundle {
  script: string;
  style: string;
}

async function bundle(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [join(HOME, 'src', 'page', 'main.tsx')],
    bundle: true,
    outdir: '/',
    write: false,
    format: 'iife',
    jsx: 'automatic',
    minify: true,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.ttf': 'dataurl', '.woff2': 'dataurl' },
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}

const HTML = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<style>body { margin: 0 }</style>
<div id="root"></div><script src="/page.js"></script>`;

async function serve({ script, style }: Bundle): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    if (path === '/') {
      response.setHeader('Content-Type', 'text/html').end(HTML);
    } else if (path === '/page.js') {
      response.setHeader('Content-Type', 'text/javascript').end(script);
    } else if (path === '/page.css') {
      response.setHeader('Content-Type', 'text/css').end(style);
    } else {
      for (const [pattern, file] of PUBLIC) {
        const match = pattern.exec(path);
        if (match !== null) {
          response.setHeader('Content-Type', path.endsWith('.svg') ? 'image/svg+xml' : 'font/woff2');
          response.end(readFileSync(file(match)));
          return;
        }
      }
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
