using System.CommandLine;
using Reasonator.Flips;
using Reasonator.Uploads;

namespace Reasonator.Ops;

/// <summary><c>rescore-report ID --url URL --out FOLDER</c>: what the new weights say otherwise than the old ones.</summary>
internal static class RescoreReportVerb
{
    public static Command Create()
    {
        var (id, url) = (BatchVerbs.Id(), BatchVerbs.Url());
        var to = new Option<string>("--out") { Description = "The folder that report.md and report.csv go into.", Required = true };
        var command = new Command("rescore-report", "Compares the new scores of a rescoring with the old ones: report.md for people, report.csv with every item.") { id, url, to };
        command.SetAction((parsed, _) => BatchRun.RunAsync(ServiceAddress.Parse(parsed.GetValue(url)!), async (client, stop) =>
        {
            var folder = parsed.GetValue(to)!;
            var batch = await new Rescoring(client, new Retries(TimeProvider.System, Console.Error.WriteLine), folder).ReportAsync(parsed.GetValue(id), stop);
            if (batch.FinishedAt is null)
            {
                await Console.Error.WriteLineAsync($"The batch is {batch.Status}: the report is of what it has so far.");
            }

            Console.WriteLine(Path.Combine(folder, "report.md"));
            Console.WriteLine(Path.Combine(folder, "report.csv"));
            return 0;
        }));
        return command;
    }
}
