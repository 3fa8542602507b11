import classes from "./MailFrame.module.css";

/**
 * HTML written by strangers: no scripts, no forms, an origin of its own, links in new windows.
 * Remote images only when asked for, because they report who read the message.
 */
export function MailFrame({ html, remoteImages }: { html: string; remoteImages: boolean }) {
  const images = remoteImages ? "http: https: data:" : "data:";
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src ${images}; form-action 'none'; base-uri 'none'`;
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><base target="_blank">`;
  return (
    <iframe
      title="Message as HTML"
      className={classes.frame}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={`<!doctype html>${head}${html}`}
    />
  );
}
