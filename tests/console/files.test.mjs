import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository } from './lib/service.mjs';

const page = join(repository, 'src/Reasonator/Console/Page');
const read = name => readFile(join(page, name), 'utf8');

test('The bundled chart library is the published one, byte for byte, with its licence', async () => {
  for (const [own, theirs] of [['uPlot.js', 'dist/uPlot.iife.min.js'], ['uPlot.css', 'dist/uPlot.min.css'], ['uPlot.LICENSE.txt', 'LICENSE']]) {
    assert.equal(await read(own), await readFile(join(import.meta.dirname, 'node_modules/uplot', theirs), 'utf8'), own);
  }
});

test('The page names no other host, and has neither scripts nor styles in its markup', async () => {
  const html = await read('index.html');
  assert.doesNotMatch(html, /(?:src|href|action)\s*=\s*["']?(?:https?:)?\/\//i);
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
});

test('No module of the page writes markup, keeps anything, or asks another host', async () => {
  for (const name of (await readdir(page)).filter(file => file.endsWith('.js') && file !== 'uPlot.js')) {
    assert.doesNotMatch(await read(name), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|sessionStorage|indexedDB|document\.cookie|https?:\/\//, name);
  }
});
