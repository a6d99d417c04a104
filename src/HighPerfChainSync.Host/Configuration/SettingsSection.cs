using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads the keys of one configuration section; each value that cannot be used becomes a problem that names its key.</summary>
internal sealed class SettingsSection(IConfigurationSection section, SettingsProblems problems)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the section has any key.</summary>
    public bool Exists => section.Exists();

    /// <summary>The full name of a key of this section.</summary>
    public string KeyOf(string key) => section.Path + ":" + key;

    /// <summary>Notes a problem with a key of this section.</summary>
    public void Problem(string key, string problem) => problems.Add(KeyOf(key), problem);

    /// <summary>A section inside this one.</summary>
    public SettingsSection Section(string key)
    {
        _known.Add(key);
        return new SettingsSection(section.GetSection(key), problems);
    }

    /// <summary>The sections of a list inside this one.</summary>
    public IEnumerable<SettingsSection> List(string key)
    {
        _known.Add(key);
        if (section[key] is not null) Problem(key, "a list is expected here.");
        foreach (IConfigurationSection child in section.GetSection(key).GetChildren()) yield return new SettingsSection(child, problems);
    }

    /// <summary>A text, or null when the key is absent or empty.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        string? value = section[key];
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>A value that <paramref name="parse"/> reads, or the fallback when the key is absent or the value is a problem.</summary>
    public T Parse<T>(string key, T fallback, Func<string, T> parse)
    {
        if (Text(key) is not { } text) return fallback;
        try
        {
            return parse(text);
        }
        catch (FormatException error)
        {
            Problem(key, error.Message);
            return fallback;
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public int Integer(string key, int fallback, int min, int max) => Parse(key, fallback, text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw new FormatException($"'{text}' is not a whole number from {min} to {max}."));

    /// <summary>A switch.</summary>
    public bool Flag(string key, bool fallback = false) => Parse(key, fallback, text => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => throw new FormatException($"'{text}' is neither true nor false."),
    });

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string key, T fallback, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Text(key) is not { } text) return fallback;
        var words = new List<string>(choices.Length);
        foreach ((string word, T value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) return value;
            words.Add(word);
        }

        Problem(key, $"'{text}' is not one of {string.Join(", ", words)}.");
        return fallback;
    }

    /// <summary>Names and values.</summary>
    public Dictionary<string, string> Map(string key)
    {
        _known.Add(key);
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IConfigurationSection child in section.GetSection(key).GetChildren())
        {
            if (child.Value is null)
                problems.Add(child.Path, "a value is missing.");
            else
                map[child.Key] = child.Value;
        }

        return map;
    }

    /// <summary>Notes every key of the section that nobody asked for: a typing error must not pass for a default.</summary>
    public void RefuseUnknown()
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!_known.Contains(child.Key))
                problems.Add(child.Path, $"there is no such key; the keys here are {string.Join(", ", Sorted())}.");
        }
    }

    private IEnumerable<string> Sorted() => _known.Order(StringComparer.Ordinal);
}
