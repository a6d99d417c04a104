namespace HighPerfChainSync.Records;

/// <summary>The names of entities: <c>token_transfer</c> in a record's <c>type</c> and on the command line, <c>token_transfers</c> in a topic.</summary>
public static class EntityNames
{
    /// <summary>Number of entities.</summary>
    public const int Count = 4;

    private static readonly string[] s_singular = ["block", "transaction", "log", "token_transfer"];
    private static readonly string[] s_plural = ["blocks", "transactions", "logs", "token_transfers"];

    /// <summary>The name in a record's <c>type</c>.</summary>
    public static string Singular(this Entity entity) => s_singular[(int)entity];

    /// <summary>The name in a topic or a file.</summary>
    public static string Plural(this Entity entity) => s_plural[(int)entity];

    /// <summary>Whether the set holds the entity.</summary>
    public static bool Contains(this EntitySet set, Entity entity) => (set & (EntitySet)(1 << (int)entity)) != 0;

    /// <summary>The set as on the command line: <c>block,transaction</c>.</summary>
    public static string ToText(this EntitySet set)
    {
        var names = new List<string>(Count);
        for (int i = 0; i < Count; i++)
        {
            if (set.Contains((Entity)i)) names.Add(s_singular[i]);
        }

        return string.Join(',', names);
    }

    /// <summary>Reads a comma-separated list of singular names.</summary>
    /// <exception cref="FormatException">A name is unknown, or the list is empty.</exception>
    public static EntitySet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        EntitySet set = EntitySet.None;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int index = Array.IndexOf(s_singular, part);
            if (index < 0)
                throw new FormatException($"'{part}' is not an entity: use {string.Join(", ", s_singular)}.");
            set |= (EntitySet)(1 << index);
        }

        return set == EntitySet.None
            ? throw new FormatException($"No entity is named: use one or more of {string.Join(", ", s_singular)}.")
            : set;
    }
}
