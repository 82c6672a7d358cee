/** Extensions of what a page loads or offers for download: no page views. */
export const ASSET_EXTENSIONS: ReadonlySet<string> = new Set(
  `7z aac apk atom avi avif bin bmp br bz2 cjs css csv cur deb dmg doc docx eot epub exe flac gif gz ico ics iso jar jpeg
  jpg js json jsonld less m3u8 m4a m4v map md5 mjs mkv mov mp3 mp4 mpd mpeg oga ogg ogv opus otf pdf png ppt pptx psd rar
  rpm rss scss sig sha256 svg svgz swf tar tgz tif tiff ts ttf txt wasm wav weba webm webmanifest webp woff woff2 xls xlsx
  xml xz yaml yml zip zst`.split(/\s+/),
);
