"""`deadheat models`: which models exist, what they cost, where they run, until when, and on what they fit."""

from cyclopts import App, Parameter

app = App(
    name="models",
    help="Which models exist, what they cost, where they run, until when, and on what they fit.",
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
)
app.command("deadheat.cli.model_list:list_", name="list", help="Models by licence, country, region, price, context.")
app.command("deadheat.cli.model_sheet:show", name="show", help="All that is known about one model, with sources.")
app.command("deadheat.cli.deadlines:deadlines", name="deadlines", help="Offers that are to end, by days left.")
app.command(
    "deadheat.cli.model_price:price", name="price", help="What a usage costs at every host, to the nano-dollar."
)
app.command("deadheat.cli.model_history:history", name="history", help="How the prices of a model moved.")
app.command("deadheat.cli.model_fit:fit", name="fit", help="How much memory it needs, and which GPUs hold it.")
