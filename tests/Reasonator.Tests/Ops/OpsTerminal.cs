using System.Diagnostics;
using System.Text;
using Reasonator.Tests.Process;

namespace Reasonator.Tests.Ops;

/// <summary>A verb at a terminal, with somebody who reads and types.</summary>
internal sealed class OpsTerminal : IDisposable
{
    private readonly System.Diagnostics.Process _process;
    private readonly StringBuilder _screen = new();
    private int _read;

    /// <param name="arguments">For example ops bootstrap --env staging.</param>
    /// <param name="environment">What the operator exported.</param>
    public OpsTerminal(string arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"'{ServiceProcess.Binary}' {arguments}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in OpsProcess.Machine.Concat(environment))
        {
            start.Environment[name] = value;
        }

        start.Environment["TERM"] = "xterm";
        start.Environment["SHELL"] = "/bin/sh";
        _process = System.Diagnostics.Process.Start(start)!;
    }

    /// <summary>All that the terminal showed.</summary>
    public string Screen => _screen.ToString();

    /// <summary>Reads until this is on the screen, after what was waited for before.</summary>
    public async Task SeesAsync(string text, CancellationToken stop)
    {
        int at;
        while ((at = Screen.IndexOf(text, _read, StringComparison.Ordinal)) < 0)
        {
            Assert.True(await ReadAsync($"'{text}'", stop), $"The end came before '{text}': {Screen}");
        }

        _read = at + text.Length;
    }

    /// <summary>As a person pastes: all at once, and then Enter.</summary>
    public async Task PasteAsync(string text, CancellationToken stop)
    {
        await _process.StandardInput.WriteAsync($"{text}\r".AsMemory(), stop);
        await _process.StandardInput.FlushAsync(stop);
    }

    public async Task<int> ExitAsync(CancellationToken stop)
    {
        while (await ReadAsync("the end", stop))
        {
        }

        await Eventually.EndsAsync("the terminal's process ends", _process.WaitForExitAsync(stop), stop, () => Screen);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<bool> ReadAsync(string what, CancellationToken stop)
    {
        var buffer = new char[1024];
        var reading = _process.StandardOutput.ReadAsync(buffer, stop).AsTask();
        var count = await Eventually.EndsAsync($"the terminal shows more, until {what}", reading, stop, () => Screen);
        _screen.Append(buffer, 0, count);
        return count > 0;
    }
}
