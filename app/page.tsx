/** The front door until the console's own pages take its place. */
export default function Page() {
  return <h1>Tollgate</h1>;
}
