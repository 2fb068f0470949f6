using System.Diagnostics;

namespace Reasonator.Tests.Running;

/// <summary>Reads the stacks of this process's threads and of its .NET children's, by the tool that the repository pins.</summary>
internal static class Stacks
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Returns the stacks as text, or the reason why there are none.</summary>
    public static string Read() => string.Join('\n', Family().Select(id => $"Stacks of process {id}:\n{Of(id)}"));

    private static IEnumerable<int> Family()
    {
        var own = Environment.ProcessId;
        return [own, .. Directory.GetDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0).Where(id => id > 0 && IsChild(id, own))];
    }

    private static bool IsChild(int id, int parent)
    {
        try
        {
            // proc_pid_stat(5): the parent's id is the second field behind the name in parentheses.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{parent}"
                && !File.ReadAllText($"/proc/{id}/cmdline").Contains("stack", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Of(int id)
    {
        try
        {
            // The tool's manifest is looked for upwards from here.
            var start = new ProcessStartInfo("dotnet", ["stack", "report", "--process-id", $"{id}"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
            using var process = System.Diagnostics.Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return "dotnet-stack did not answer within a minute.";
            }

            return $"{output.GetAwaiter().GetResult()}{errors.GetAwaiter().GetResult()}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"There are none: {e.Message}";
        }
    }
}
