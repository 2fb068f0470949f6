using System.Diagnostics;

namespace Reasonator.Tests.Workflows;

/// <summary>An executable file of a test.</summary>
internal static class Script
{
    /// <summary>
    /// Writes it by a process of its own: a file that this process has open for writing may be open in a child that another test
    /// starts at the moment, and then it cannot be executed (ETXTBSY, execve(2)).
    /// </summary>
    public static async Task WriteAsync(string file, string text)
    {
        using var writer = System.Diagnostics.Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$0\" && chmod u+rwx \"$0\"", file]) { RedirectStandardInput = true })!;
        await writer.StandardInput.WriteAsync(text);
        writer.StandardInput.Close();
        await Eventually.EndsAsync($"{file} is written", writer.WaitForExitAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(0, writer.ExitCode);
    }
}
