using System.Diagnostics;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Ops;

/// <summary>Runs the real binary as an operator does: credentials in its environment, and nobody at the keyboard.</summary>
internal static class OpsProcess
{
    // A verb that reads what nobody types, or waits for what never comes, ends here.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>What the machine needs to run anything; nothing of the operator's.</summary>
    public static Dictionary<string, string> Machine => System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .Select(pair => (Name: (string)pair.Key, Value: (string?)pair.Value ?? ""))
        .Where(pair => pair.Name is "PATH" or "HOME" or "TMPDIR" || pair.Name.StartsWith("DOTNET_", StringComparison.Ordinal))
        .ToDictionary(pair => pair.Name, pair => pair.Value);

    /// <param name="arguments">For example ops verify --env staging.</param>
    /// <param name="environment">What the operator exported.</param>
    /// <param name="folder">Where the operator stands.</param>
    public static async Task<OpsAnswer> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder = "/")
    {
        var start = new ProcessStartInfo(ServiceProcess.Binary, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Machine.Concat(environment))
        {
            start.Environment[name] = value;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var process = System.Diagnostics.Process.Start(start)!;
        try
        {
            // Standard input stays open and silent: whoever reads it hangs.
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return new OpsAnswer(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
