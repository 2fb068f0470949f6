using System.Runtime.InteropServices;
using Reasonator.Hosting;
using Reasonator.Runbook;
using Reasonator.Uploads;
using Reasonator.Vault;

namespace Reasonator.Ops;

/// <summary>One run of a verb that talks to a service about batches: its client, its end by Ctrl-C, its exit code.</summary>
internal static class BatchRun
{
    /// <summary>What shells report of a process that Ctrl-C ended.</summary>
    public const int Interrupted = 130;

    /// <param name="url">The service.</param>
    /// <param name="work">The exit code where all went well.</param>
    public static async Task<int> RunAsync(Uri url, Func<BatchClient, CancellationToken, Task<int>> work)
    {
        using var interrupt = new CancellationTokenSource();
        // The first Ctrl-C ends it cleanly; the second, as if nobody listened.
        using var listening = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        });
        try
        {
            using var client = Client(url);
            return await work(client, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is UploadException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"refused {TerminalText.Of(e.Message)}");
            return ReasonatorCommand.Failed;
        }
    }

    private static BatchClient Client(Uri url)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        try
        {
            var token = new Credentials(configuration, rehearsed: false).Require(Credentials.ServiceTokenVariable, "take the service's own (dev where it runs without a vault)");
            return new BatchClient(url, token, VaultOptions.GateFrom(configuration), TimeProvider.System);
        }
        catch (RunbookException e)
        {
            throw new ConfigurationException(e.Message);
        }
    }
}
