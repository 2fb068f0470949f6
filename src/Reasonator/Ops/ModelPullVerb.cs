using System.CommandLine;
using Reasonator.Models;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary><c>model pull</c>: the weights of a model that the repository does not hold.</summary>
internal static class ModelPullVerb
{
    private const string Production = "finbert";

    public static Command Create()
    {
        var command = new Command("pull", "Pulls the files of a model: goes on where it was, verifies, and only then puts them in their place.");
        var name = new Option<string>("--name") { Description = "The model's folder in MODELS_DIR.", DefaultValueFactory = _ => Production };
        var from = new Option<string?>("--from") { Description = "Instead of the manifest's URLs: a folder or a URL ending with / that holds the files, or the file itself." };
        var pin = new Option<bool>("--pin") { Description = "Write the hashes of files that are not pinned yet into the manifest." };
        command.Add(name);
        command.Add(from);
        command.Add(pin);
        command.SetAction((parsed, stopping) => Pull(parsed.GetValue(name)!, parsed.GetValue(from), parsed.GetValue(pin), stopping));
        return command;
    }

    private static async Task<int> Pull(string name, string? from, bool pin, CancellationToken stopping)
    {
        try
        {
            var folder = LocalModel.Folder(name);
            foreach (var file in await WithProgress(progress => RunAsync(folder, progress, from, pin, stopping)))
            {
                Console.WriteLine($"{file.Path}: {file.Size} bytes, SHA-256 {file.Sha256}, {(file.WasThere ? "was there already" : "pulled")}");
                Console.WriteLine(file.WasPinned ? "as the manifest pins it" : pin ? "pinned in the manifest from now on" : "NOT pinned: compare the hash with its source, then run again with --pin");
            }

            return 0;
        }
        catch (Exception e) when (e is ModelException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ReasonatorCommand.Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped; what was pulled is kept, and the next pull goes on from there.");
            return ReasonatorCommand.Failed;
        }
    }

    private static async Task<IReadOnlyList<PulledFile>> RunAsync(string folder, Action<long, long?> progress, string? from, bool pin, CancellationToken stopping)
    {
        // Redirects are followed by hand, so that none leads away from https; the time limit is a silence, not a length.
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(20) }) { Timeout = Timeout.InfiniteTimeSpan };
        return await new ModelPull(folder, new RemoteFile(http, progress)).RunAsync(from, pin, stopping);
    }

    private static async Task<T> WithProgress<T>(Func<Action<long, long?>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work((_, _) => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("pulling");
                return await work((done, total) => task.MaxValue(total ?? (done * 2)).Value(done));
            });
    }
}
