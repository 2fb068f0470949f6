using System.CommandLine;
using Reasonator.Formats;
using Reasonator.Scoring;
using Reasonator.Uploads;

namespace Reasonator.Ops;

/// <summary><c>batch submit FILE --url URL</c>: scores a file of any size; the same command goes on where it was.</summary>
internal static class BatchSubmitVerb
{
    private const string Output = "-";

    private static readonly Option<string?> To = new("--out") { Description = "Where the results go, a line a text in the order of the file (default: FILE.scores.ndjson); - for standard output, which cannot be gone on with." };
    private static readonly Option<string?> TextColumn = new("--text-column") { Description = "The column of a .csv or .tsv that holds the texts (default: text or headline)." };
    private static readonly Option<string?> IdColumn = new("--id-column") { Description = "The column that holds the ids (default: id where there is one, else the line's number)." };

    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "A .csv or .tsv with a header, or lines {\"id\":…,\"text\":…}; UTF-8, or UTF-16 with a byte order mark." };
        var url = BatchVerbs.Url();
        var mode = new Option<string>("--mode") { Description = "As in /v1/score, for all texts.", DefaultValueFactory = _ => ScoreRequest.SentenceMode };
        mode.AcceptOnlyFromAmong(ScoreRequest.SentenceMode, ScoreRequest.DocumentMode);
        var command = new Command("submit", "Uploads a file, shows how far it is, and writes the results; run again after any end, it goes on.") { file, url, To, mode, TextColumn, IdColumn };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is { } given)
            {
                Check(result.GetValue(To), given, result.GetValue(TextColumn) ?? result.GetValue(IdColumn), result.AddError);
            }
        });
        command.SetAction((parsed, _) =>
        {
            var path = parsed.GetValue(file)!.FullName;
            var again = $"reasonator {string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value)))}";
            return RunAsync(
                stop => InputFile.OpenAsync(path, parsed.GetValue(TextColumn), parsed.GetValue(IdColumn), stop),
                ServiceAddress.Parse(parsed.GetValue(url)!), parsed.GetValue(mode)!, parsed.GetValue(To) ?? $"{path}.scores.ndjson", again);
        });
        return command;
    }

    private static void Check(string? to, FileInfo file, string? column, Action<string> refuse)
    {
        if (!file.Exists)
        {
            refuse(Directory.Exists(file.FullName) ? $"{file.Name} is a folder: give a file of texts." : $"There is no file {file.Name}.");
        }
        else if (to is null && (file.FullName.StartsWith("/dev/", StringComparison.Ordinal) || file.FullName.StartsWith("/proc/", StringComparison.Ordinal)))
        {
            refuse($"Beside {file.FullName} no results can be kept: say with --out where they go.");
        }

        if (column is not null && Delimiter.Of(file.FullName) is null)
        {
            refuse("Only a .csv or .tsv has columns: leave --text-column and --id-column out.");
        }

        if (to is not null && to != Output && Path.GetFullPath(to) == file.FullName)
        {
            refuse("--out is the input: give another file.");
        }
    }

    private static Task<int> RunAsync(Func<CancellationToken, Task<InputFile>> open, Uri url, string mode, string to, string again) => BatchRun.RunAsync(url, async (client, stop) =>
    {
        using var input = await open(stop);
        var plan = UploadPlan.Make(input, mode, url, stop);
        if (input.Note is { } note)
        {
            await Console.Error.WriteLineAsync(note);
        }

        using var results = to == Output ? ResultFile.OfOutput(StandardOutput.Open(), plan.Run) : ResultFile.Open(to, plan.Run);
        var progress = new UploadProgress(TimeProvider.System, showsBar: !Console.IsErrorRedirected && (to != Output || Console.IsOutputRedirected));
        var upload = new Upload(client, new Retries(TimeProvider.System, progress.Say), progress, results, plan, TimeProvider.System);
        try
        {
            await progress.RunAsync(plan.Total, () => upload.RunAsync(Part.Cut(input.Read(), mode), stop));
        }
        catch (Exception e) when (e is OperationCanceledException or UploadException or IOException)
        {
            await Console.Error.WriteAsync($"{Left(upload, url)}{(e is UploadException { MayPass: false } ? "" : $"To go on: {again}\n")}");
            throw;
        }

        await Console.Error.WriteLineAsync($"{results.Count:N0} results in {(to == Output ? "all" : to)}, {results.Errors:N0} of them an error");
        return results.Errors == 0 ? 0 : ReasonatorCommand.Failed;
    });

    private static string Left(Upload upload, Uri url) => upload.Batch is { } batch
        ? $"Batch {batch} goes on in the service (to end it: reasonator batch cancel {batch} --url {ServiceAddress.Text(url)}).\n"
        : "";

    /// <summary>As a shell reads it.</summary>
    private static string Quoted(string argument) =>
        argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,@%+".Contains(c)) && argument.Length > 0 ? argument : $"'{argument.Replace("'", @"'\''")}'";
}
