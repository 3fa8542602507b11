import classes from "./MailFrame.module.css";

/** HTML written by strangers: no scripts, no forms, an origin of its own. The page at `src` brings a policy as strict. */
export function MailFrame({ src }: { src: string }) {
  return (
    <iframe
      title="Message as HTML"
      className={classes.frame}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      src={src}
    />
  );
}
