using Spectre.Console;

namespace Reasonator.Runbook;

/// <summary>A secret from a person at a terminal, who sees nothing of it.</summary>
internal sealed class SecretInput(bool interactive)
{
    /// <summary>The secret as a person types or pastes it; null where nobody can be asked, or the answer is empty.</summary>
    public string? Ask(string question)
    {
        if (!interactive)
        {
            return null;
        }

        // Looking for a key turns the terminal's echo off. The first reading would do it too, but after the question stands
        // there, and a quick paste is on the screen by then.
        _ = Console.KeyAvailable;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var answer = console.Prompt(new TextPrompt<string>($"{Markup.Escape(question)} (not shown; empty to skip):").Secret(null).AllowEmpty()).Trim();
        return answer.Length > 0 ? answer : null;
    }
}
