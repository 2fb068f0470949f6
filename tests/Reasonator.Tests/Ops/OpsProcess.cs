using System.Diagnostics;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Ops;

/// <summary>Runs the real binary as an operator does: credentials in its environment, and nobody at the keyboard.</summary>
internal static class OpsProcess
{
    /// <summary>What the machine needs to run anything. Nothing of the operator's, whose settings for git would be used too.</summary>
    public static Dictionary<string, string> Machine => System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .Select(pair => (Name: (string)pair.Key, Value: (string?)pair.Value ?? ""))
        .Where(pair => pair.Name is "PATH" or "HOME" or "TMPDIR" || pair.Name.StartsWith("DOTNET_", StringComparison.Ordinal))
        .Append((Name: "GIT_CONFIG_GLOBAL", Value: "/dev/null"))
        .Append((Name: "GIT_CONFIG_NOSYSTEM", Value: "1"))
        .ToDictionary(pair => pair.Name, pair => pair.Value);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="arguments">For example ops verify --env staging.</param>
    /// <param name="environment">What the operator exported.</param>
    /// <param name="folder">Where the operator stands.</param>
    /// <param name="program">A shell that runs the binary; null for the binary.</param>
    public static async Task<OpsAnswer> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder = "/", string? program = null)
    {
        var start = new ProcessStartInfo(program ?? ServiceProcess.Binary, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var line = string.Join(' ', start.ArgumentList);
        start.Environment.Clear();
        foreach (var (name, value) in Machine.Concat(environment))
        {
            start.Environment[name] = value;
        }

        using var process = System.Diagnostics.Process.Start(start)!;
        try
        {
            // Standard input stays open and silent: whoever reads it hangs.
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
            await Eventually.EndsAsync($"this command ends: {line}", Task.WhenAll(output, errors, process.WaitForExitAsync(Stop)), Stop);
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
